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
  { page: "metrics", says: [String.raw`faktory\.jobs\.count:1\|c\|#env:prod,queue:default,jobtype:greet`], isConfigured: true },
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
          const text = pageText(`docs/${page}.md`).replaceAll(statsdPort, `${await freeUdpPort()}`);
          if (isConfigured) {
            mkdirSync(join(folder, "config/conf.d"), { recursive: true });
            writeFileSync(join(folder, "config/conf.d/page.toml"), blockOf(text, "toml"));
            process.kill(server.pid, "SIGHUP");
          }
          const path = join(root, ".cache/features", page, file);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, blockOf(text, language));
          const child = Bun.spawn([program, path], {
            // Unbuffered, Python's print writes a line in pieces, and two of its processes mix theirs.
            env: { ...withoutFaktory(process.env), FAKTORY_URL: server.url, PYTHONUNBUFFERED: "" },
            stdio: ["ignore", "pipe", "ignore"],
            detached: true,
          });
          const said: string[] = [];
          try {
            await within(heard(child.stdout, says, said), workMsMax, `what docs/${page}.md says in ${name}`);
          } catch (cause) {
            const { sets, queues, tasks } = (await server.info()).faktory;
            const state = `the program ${child.exitCode === null ? "still runs" : "has ended"}; ${JSON.stringify({ sets, queues, tasks })}`;
            throw new Error(`it said ${JSON.stringify(said)}; ${state}`, { cause });
          } finally {
            if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
          }
        }),
      2 * workMsMax,
    );
  });
}

/** A test takes no port that somebody may have: a page's is replaced by one that is free. */
const statsdPort = "8125";

async function freeUdpPort(): Promise<number> {
  const socket = await Bun.udpSocket({ hostname: "127.0.0.1" });
  const { port } = socket;
  socket.close();
  return port;
}

/** Adds what is said to `said` until all lines are in it. */
async function heard(stdout: ReadableStream<Uint8Array>, lines: readonly string[], said: string[]): Promise<void> {
  for await (const chunk of stdout) {
    said.push(Buffer.from(chunk).toString());
    if (lines.every((line) => new RegExp(`^${line}$`, "m").test(said.join("")))) return;
  }
  expect(said.join("").split("\n")).toEqual([...lines]);
}
