import { afterAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChildServer, endChildren, freePort, spawnChild, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { canMount, onSmallDisk, type SmallDisk } from "./small-disk.ts";
import { readStored } from "./stored.ts";

const mebibyte = 1_048_576;
const padding = "x".repeat(50_000);
const patienceMs = 8_000;
const logStepsMs = 200;
const testMsMax = 60_000;

afterAll(endChildren);

interface Health {
  readonly code: number;
  readonly status: string;
  readonly storage: string;
  readonly reason?: string;
}

/** The server on a small disk, without a `min_free` that would keep it from filling it up. */
interface Bench {
  readonly child: ChildServer;
  readonly client: Client;
  readonly directory: string;
  push(jid: string): Promise<string>;
  health(): Promise<Health>;
  /** Waits until /health says so. */
  turns(storage: string): Promise<Health>;
}

async function start(disk: SmallDisk): Promise<Bench> {
  const [directory, logs] = [join(disk.path, "db"), join(disk.path, "logs")];
  mkdirSync(join(logs, "config/conf.d"), { recursive: true });
  writeFileSync(join(logs, "config/conf.d/room.toml"), "[faktory]\nmin_free = 0\n");
  const web = freePort();
  const child = await startChild({ directory, logs, webBinding: `127.0.0.1:${web}` });
  const client = await Client.greeted(child.port);
  const health = async (): Promise<Health> => {
    const answer = await fetch(`http://127.0.0.1:${web}/health`);
    return { code: answer.status, ...((await answer.json()) as Omit<Health, "code">) };
  };
  return {
    child,
    client,
    directory,
    health,
    push: (jid) => client.ask(`PUSH {"jid":"${jid}","jobtype":"Mail","args":["${padding}"]}`),
    turns: async (storage) => {
      for (const until = performance.now() + patienceMs; performance.now() < until; await Bun.sleep(10)) {
        const now = await health();
        if (now.storage === storage) return now;
      }
      throw new Error(`health never says ${storage}: ${JSON.stringify(await health())}\n${child.output()}`);
    },
  };
}

/** Waits until the server has made its log: it takes no more of the disk then before it needs it. */
async function logIsLong(disk: SmallDisk): Promise<void> {
  for (let before = -1, now = disk.freeBytes(); before !== now; now = disk.freeBytes()) {
    before = now;
    await Bun.sleep(logStepsMs);
  }
}

/** Pushes until one is refused: what was answered, and the refusal. */
async function fill({ push }: Bench, name: string): Promise<{ stored: string[]; refusal: string }> {
  const stored: string[] = [];
  for (;;) {
    const jid = `${name}-${stored.length}`.padEnd(8, "-");
    const refusal = await push(jid);
    if (refusal !== "+OK") return { stored, refusal };
    stored.push(jid);
  }
}

/** What is left in the tables must be what was answered, less what was acknowledged. */
async function stopAndCompare({ child, client, directory }: Bench, expected: readonly string[]): Promise<void> {
  client.close();
  expect(await child.end("SIGTERM")).toMatchObject({ code: 0 });
  const { jobs, faults } = readStored(directory);
  expect(faults).toEqual([]);
  expect([...jobs.keys()].sort()).toEqual([...expected].sort());
}

test.skipIf(!canMount)(
  "§5 a full disk: -ERR and 503 with the reason, nothing that was answered is lost, and all goes on once there is room",
  () =>
    onSmallDisk(64, async (disk) => {
      const bench = await start(disk);
      const { client, push } = bench;
      expect(await push("the-first-one")).toBe("+OK");
      await logIsLong(disk);
      disk.occupy(2 * mebibyte);
      const { stored, refusal } = await fill(bench, "full");
      expect(refusal).toBe("-ERR disk full");
      expect(await bench.turns("failing")).toMatchObject({ code: 503, status: "degraded", reason: "disk full" });
      // it still answers, and what it refuses it has not done
      const answers = [await client.ask("FETCH default"), await client.ask("INFO"), await push("no-room-yet")];
      expect(answers.map((answer) => /^(\$ \{|-ERR disk full|\+OK)/.test(answer))).toEqual([true, true, true]);
      expect(bench.child.output()).toMatch(/WARN +disk full/);

      disk.release();
      expect(await bench.turns("ok")).toMatchObject({ code: 200, status: "ok" });
      expect(await push("room-again")).toBe("+OK");
      const late = answers[2] === "+OK" ? ["no-room-yet"] : [];
      await stopAndCompare(bench, ["the-first-one", ...stored, ...late, "room-again"]);
    }),
  testMsMax,
);

test.skipIf(!canMount)(
  "§5 no room to copy the log into the database: degraded, not failing, until there is; workers drain it meanwhile",
  () =>
    onSmallDisk(96, async (disk) => {
      const bench = await start(disk);
      const { client, push } = bench;
      expect(await push("the-first-one")).toBe("+OK");
      await logIsLong(disk);
      disk.occupy(mebibyte / 2);
      const stored = ["the-first-one"];
      for (let health = await bench.health(); health.storage === "ok"; health = await bench.health()) {
        for (let count = 0; count < 20; count++) {
          const jid = `copied-${stored.length}`;
          expect(await push(jid)).toBe("+OK");
          stored.push(jid);
        }
      }
      expect(await bench.health()).toMatchObject({ code: 200, status: "degraded", storage: "impaired" });
      expect((await bench.health()).reason).toStartWith("checkpoint failed: ");
      // and stays so, though the log has room
      const jid = /"jid":"([^"]*)"/.exec(await client.ask("FETCH default"))?.[1] ?? "";
      expect(await client.ask(`ACK {"jid":"${jid}"}`)).toBe("+OK");
      expect(await bench.health()).toMatchObject({ status: "degraded", storage: "impaired" });

      disk.release();
      expect(await bench.turns("ok")).toMatchObject({ code: 200, status: "ok" });
      await stopAndCompare(
        bench,
        stored.filter((one) => one !== jid),
      );
    }),
  testMsMax,
);

test.skipIf(!canMount)(
  "§5 a start on a disk that was made read-only is refused in a line that names the directory, and loses nothing",
  () =>
    onSmallDisk(64, async (disk) => {
      const bench = await start(disk);
      expect(await bench.push("read-only")).toBe("+OK");
      await stopAndCompare(bench, ["read-only"]);
      disk.makeReadOnly();
      const refused = spawnChild({ directory: bench.directory, logs: join(disk.path, "../logs") });
      expect(await refused.ended()).toMatchObject({ code: 1 });
      const lines = refused.errors().trim().split("\n");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toStartWith(`millrace: storage directory ${bench.directory} is not writable: `);
    }),
  testMsMax,
);
