import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type Tool, suiteNeeding } from "../support/toolchain.ts";
import { root, untilInfo, withoutFaktory, withServer } from "./live.ts";
import { buildGo, buildMsMax, buildRust, installPython, nodeProgram } from "./programs.ts";
import { stepsIn } from "./steps.ts";

/** A program that plays the same story with a published client of its language. */
interface Player {
  readonly client: string;
  readonly needs: readonly Tool[];
  readonly queue: string;
  /** Builds or installs what it takes; the command that runs it. */
  prepare(): readonly string[];
}

const here = "test/clients";
const python = (program: string) => (): string[] => [installPython(`${here}/python/requirements.txt`), join(root, here, "python", program)];

const players: readonly Player[] = [
  { client: "Go client 1.9.3", needs: ["go"], queue: "go-client", prepare: () => [buildGo(`${here}/go`, "./client")] },
  { client: "Go faktory_worker_go 1.7.0", needs: ["go"], queue: "go-worker", prepare: () => [buildGo(`${here}/go`, "./worker")] },
  {
    client: "Node faktory-worker 4.7.1",
    needs: [],
    queue: "node-client",
    prepare: () => [nodeProgram(), join(root, here, "node/client.mjs")],
  },
  { client: "Python pyfaktory 0.2.13", needs: ["python3"], queue: "pyfaktory", prepare: python("pyfaktory_client.py") },
  { client: "Python faktory 1.0.0", needs: ["python3"], queue: "py-faktory", prepare: python("faktory_client.py") },
  {
    client: "Rust faktory 0.13.1",
    needs: ["cargo"],
    queue: "rust-client",
    prepare: () => [buildRust(`${here}/rust`, "millrace-rust-client")],
  },
];

const storyMsMax = 45_000;
const goneMsMax = 5_000;

/** Four jobs: one pushed, three in bulk; three are acknowledged, one fails; the worker beats and asks for INFO. */
for (const player of players) {
  suiteNeeding(player.needs, player.client, () => {
    let command: readonly string[] = [];
    beforeAll(() => {
      command = player.prepare();
    }, buildMsMax);

    test(
      "§3 push, bulk push, fetch, ack, fail, beat and info against the running server",
      () =>
        withServer(async (server) => {
          const child = Bun.spawn([...command], {
            env: { ...withoutFaktory(process.env), FAKTORY_URL: server.url, PYTHONUNBUFFERED: "1" },
            stdio: ["ignore", "pipe", "pipe"],
            timeout: storyMsMax,
          });
          const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
          if (code !== 0) throw new Error(`exit ${code ?? child.signalCode} after\n${out}${err}`);
          expect(stepsIn(out)).toEqual(["ack", "beat", "fail", "fetch", "fetch", "info", "push", "push bulk"]);

          // A connection that its peer closed while it waited in FETCH is let go when that wait is over.
          const faktory = await untilInfo(server, "its worker gone", goneMsMax, ({ tasks }) => tasks.Workers.size === 0);
          expect(faktory.queues).toEqual({ [player.queue]: 0 });
          expect(faktory.sets).toEqual({ scheduled: 0, retries: 1, dead: 0, working: 0 });
          expect([faktory.total_processed, faktory.total_failures, faktory.total_enqueued]).toEqual([4, 1, 0]);
        }),
      storyMsMax + 30_000,
    );
  });
}
