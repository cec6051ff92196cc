import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { blockOf, pageText } from "../readme/page.ts";
import { suiteNeeding, type Tool } from "../support/toolchain.ts";
import { root, withoutFaktory, withServer } from "./live.ts";
import { buildMsMax, installPython, nodeProgram } from "./programs.ts";
import { within } from "./wire.ts";

/** The pages of the features, with what both of their programs print. */
const pages: readonly { page: string; says: readonly string[]; isConfigured?: true }[] = [
  { page: "unique", says: ["first: pushed", "second: .*NOTUNIQUE Job not unique"] },
  { page: "expiring", says: ["the meeting begins"] },
  { page: "throttling", says: ["report one", "report two", "report three"] },
  { page: "failing", says: ["order 7 could not be charged"] },
  { page: "batches", says: ["file one", "file two", "imported today"] },
  { page: "tracking", says: ["50 % half of the pages", "success"] },
  { page: "cron", says: ["report pulse"], isConfigured: true },
];

const languages: readonly { name: string; language: string; needs: readonly Tool[]; runner: () => string; file: string }[] = [
  { name: "Node", language: "js", needs: [], runner: nodeProgram, file: "program.mjs" },
  {
    name: "Python",
    language: "python",
    needs: ["python3"],
    runner: () => installPython("test/clients/python/requirements.txt"),
    file: "program.py",
  },
];

const workMsMax = 20_000;

for (const { name, language, needs, runner, file } of languages) {
  suiteNeeding(needs, `§6 the pages of features in ${name}`, () => {
    let program = "";
    beforeAll(() => {
      program = runner();
    }, buildMsMax);

    test.each(pages)(
      "§6 the page about $page does what it says",
      ({ page, says, isConfigured }) =>
        withServer(async (server, folder) => {
          if (isConfigured) {
            mkdirSync(join(folder, "config/conf.d"), { recursive: true });
            writeFileSync(join(folder, "config/conf.d/page.toml"), blockOf(pageText(`docs/${page}.md`), "toml"));
            process.kill(server.pid, "SIGHUP");
          }
          const path = join(root, ".cache/features", page, file);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, blockOf(pageText(`docs/${page}.md`), language));
          const child = Bun.spawn([program, path], {
            env: { ...withoutFaktory(process.env), FAKTORY_URL: server.url },
            stdio: ["ignore", "pipe", "ignore"],
            detached: true,
          });
          try {
            await within(heard(child.stdout, says), workMsMax, `what docs/${page}.md says in ${name}`);
          } finally {
            if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
          }
        }),
      2 * workMsMax,
    );
  });
}

async function heard(stdout: ReadableStream<Uint8Array>, lines: readonly string[]): Promise<void> {
  let said = "";
  for await (const chunk of stdout) {
    said += Buffer.from(chunk).toString();
    if (lines.every((line) => new RegExp(`^${line}$`, "m").test(said))) return;
  }
  expect(said.split("\n")).toEqual([...lines]);
}
