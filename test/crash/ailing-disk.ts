import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A disk that fails while it is told to, for a server that is started with `env`. */
export interface AilingDisk {
  readonly env: Readonly<Record<string, string>>;
  /** From now on writes to files whose name ends so fail with that error; to all files where there is no name. */
  fail(error: keyof typeof errors, name?: string): void;
  heal(): void;
}

const errors = { EIO: 5, EROFS: 30 } as const;
const source = join(import.meta.dir, "ailing-disk.c");

/** Makes one for a storage directory; what it needs is compiled into `folder` (needs cc). */
export function ailingDisk(folder: string, directory: string): AilingDisk {
  const [library, orders] = [join(folder, "ailing-disk.so"), join(folder, "orders")];
  const built = Bun.spawnSync(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source]);
  if (!built.success) throw new Error(`cc failed on ailing-disk.c:\n${built.stderr.toString()}`);
  const order = (text: string) => writeFileSync(orders, text);
  order("");
  return {
    env: { LD_PRELOAD: library, AILING_DIRECTORY: directory, AILING_ORDERS: orders },
    fail: (error, name = "") => order(`${errors[error]} ${name}`),
    heal: () => order(""),
  };
}
