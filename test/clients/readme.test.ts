import { beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { blockOf, pageText } from "../readme/page.ts";
import { type Tool, suiteNeeding } from "../support/toolchain.ts";
import { root, untilInfo, withoutFaktory, withServer } from "./live.ts";
import { buildGo, buildMsMax, buildRust, installPython, nodeProgram } from "./programs.ts";
import { within } from "./wire.ts";

/** A program of README.md. */
interface Snippet {
  readonly name: string;
  /** Of its code block. */
  readonly language: string;
  readonly needs: readonly Tool[];
  /** Makes it runnable; the command that runs it. */
  prepare(code: string): readonly string[];
  /** How its install command writes a package and its version; the file that says which ones the tests run with. */
  readonly install: RegExp;
  readonly pins: string;
}

const here = "test/clients";
/** Inside the repository, so that what is imported from there is found where the repository has it. */
const folder = ".cache/readme";

const snippets: readonly Snippet[] = [
  {
    name: "Node",
    language: "js",
    needs: [],
    prepare: (code) => [nodeProgram(), written("node/hello.mjs", code)],
    install: /(faktory-worker)@(\d[\d.]*)/g,
    pins: "package.json",
  },
  {
    name: "Go",
    language: "go",
    needs: ["go"],
    prepare: (code) => {
      written("go/hello.go", code);
      copied(`${here}/go`, "go", ["go.mod", "go.sum"]);
      return [buildGo(`${folder}/go`)];
    },
    install: /(github\.com\/\S+)@v(\d[\d.]*)/g,
    pins: `${here}/go/go.mod`,
  },
  {
    name: "Python",
    language: "python",
    needs: ["python3"],
    prepare: (code) => [installPython(`${here}/python/requirements.txt`), written("python/hello.py", code)],
    install: /(pyfaktory)==(\d[\d.]*)/g,
    pins: `${here}/python/requirements.txt`,
  },
  {
    name: "Rust",
    language: "rust",
    needs: ["cargo"],
    prepare: (code) => {
      written("rust/src/main.rs", code);
      copied(`${here}/rust`, "rust", ["Cargo.toml", "Cargo.lock"], (text) => text.replace('"millrace-rust-client"', '"millrace-readme"'));
      return [buildRust(`${folder}/rust`, "millrace-readme")];
    },
    install: /add (faktory)@(\d[\d.]*)/g,
    pins: `${here}/rust/Cargo.toml`,
  },
];

const readme = pageText("README.md");
const workMsMax = 20_000;
const stopMsMax = 30_000;

for (const { name, language, needs, prepare } of snippets) {
  suiteNeeding(needs, `README ${name}`, () => {
    let command: readonly string[] = [];
    beforeAll(() => {
      command = prepare(blockOf(readme, language));
    }, buildMsMax);

    test(
      "§2 the first job is pushed, worked and acknowledged; Ctrl-C ends the worker",
      () =>
        withServer(async (server) => {
          const child = Bun.spawn([...command], {
            env: { ...withoutFaktory(process.env), FAKTORY_URL: server.url },
            stdio: ["ignore", "pipe", "inherit"],
            // A group of its own: Ctrl-C reaches a whole one.
            detached: true,
          });
          try {
            await within(says(child.stdout, `hello ${name}\n`), workMsMax, `"hello ${name}"`);
            const done = await untilInfo(server, "an acknowledged job", workMsMax, (counts) => counts.total_processed === 1);
            expect([done.total_failures, done.total_enqueued, done.sets.working]).toEqual([0, 0, 0]);
            expect(done.queues).toEqual({ default: 0 });
            process.kill(-child.pid, "SIGINT");
            await within(child.exited, stopMsMax, `the end of ${name}`);
          } finally {
            if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
          }
        }),
      2 * workMsMax + stopMsMax + 10_000,
    );
  });
}

describe("README.md", () => {
  test.each(snippets.map(({ name, install, pins }) => [name, install, pins] as const))(
    "§2 %s is installed in the version that the tests run with",
    (_, install, pins) => {
      const installed = [...readme.matchAll(install)];
      expect(installed.length).toBeGreaterThan(0);
      for (const [, client = "", version = ""] of installed) expect(pageText(pins)).toMatch(pinned(client, version));
    },
  );
});

/** `"name": "1.2.3"`, `name v1.2.3`, `name==1.2.3`, `name = "=1.2.3"` or `name = { version = "=1.2.3"`. */
function pinned(client: string, version: string): RegExp {
  const [name, number] = [client, version].map((text) => text.replaceAll(".", "\\."));
  return new RegExp(`\\b${name}"?\\W{1,5}(?:version\\W{1,6})?v?${number}\\b`);
}

async function says(stdout: ReadableStream<Uint8Array>, words: string): Promise<void> {
  let said = "";
  for await (const chunk of stdout) {
    said += Buffer.from(chunk).toString();
    if (said.includes(words)) return;
  }
  throw new Error(`it ended and said only: ${said}`);
}

function written(name: string, code: string): string {
  const path = join(root, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  return path;
}

function copied(from: string, to: string, names: readonly string[], changed = (text: string) => text): void {
  for (const name of names) writeFileSync(join(root, folder, to, name), changed(pageText(join(from, name))));
}
