import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dir, "../..");

/** Where the program as one file is: MILLRACE_BIN, or built for this machine, once for each content of the sources. */
export async function binary(): Promise<string> {
  const given = process.env["MILLRACE_BIN"];
  if (given) return resolve(given);
  const folder = join(root, ".cache/binary", await fingerprint());
  const path = join(folder, "millrace");
  if (existsSync(path)) return path;
  const target = `${process.platform}-${process.arch}`;
  const built = Bun.spawnSync([process.execPath, join(root, "deploy/build.ts"), "--target", target, "--out", folder]);
  if (!built.success) throw new Error(`${built.stdout.toString()}${built.stderr.toString()}`);
  dropOld(join(root, ".cache/binary"));
  return path;
}

/** A binary has over 100 MB; another run of the tests may still use an older one. */
const keptMax = 3;

function dropOld(folder: string): void {
  const changed = (name: string) => statSync(join(folder, name)).mtimeMs;
  const names = readdirSync(folder).sort((one, other) => changed(other) - changed(one));
  for (const name of names.slice(keptMax)) rmSync(join(folder, name), { recursive: true });
}

const madeOf = ["src/**/*", "ui/**/*", "deploy/build.ts", "package.json", "bun.lock", "tsconfig.json"];

/** Changes with whatever the binary is made of. */
async function fingerprint(): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256").update(Bun.version);
  const paths = madeOf.flatMap((glob) => [...new Bun.Glob(glob).scanSync(root)].sort());
  for (const path of paths) hasher.update(path).update(await Bun.file(join(root, path)).bytes());
  return hasher.digest("hex").slice(0, 16);
}
