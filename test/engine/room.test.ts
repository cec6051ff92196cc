import { describe, expect, test } from "bun:test";
import { assemble } from "../../src/assemble.ts";
import type { BatchRequest } from "../../src/job/batch-request.ts";
import { limits } from "../../src/limits.ts";
import type { Log } from "../../src/log.ts";
import { Trouble } from "../../src/result.ts";
import type { Space, Store } from "../../src/store/store.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { fixedRandom } from "../support/fixed-random.ts";

const mebibyte = 1_048_576;
const gibibyte = 1024 * mebibyte;
const almostFull = { ok: false, code: "ERR", message: "disk almost full" } as const;

interface Watched extends Bench {
  /** Sets the room and looks at it. */
  look(space: Space): Promise<void>;
  /** Sets the room, or why it can't be known, for the next look. */
  turnTo(next: Space | Trouble): void;
  /** How often it was looked at. */
  looks(): number;
  readonly logged: string[];
}

/** Runs `story` on an engine whose store has the room the test says. */
function withRoom(story: (bench: Watched) => Promise<void>, freeBytesMin?: () => number | undefined): Promise<void> {
  return onBench("plain", async (bench) => {
    let space: Space | Trouble = { freeBytes: 100 * gibibyte, totalBytes: 100 * gibibyte };
    let looks = 0;
    const { store: inner, clock } = bench;
    const readSpace = async () => {
      looks += 1;
      if (space instanceof Trouble) throw space;
      return space;
    };
    const store: Store = { ...inner, space: readSpace };
    const logged: string[] = [];
    const note = (level: string) => (text: string) => logged.push(`${level} ${text}`);
    const log: Log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
    const engine = assemble({ store, clock, random: fixedRandom(0), log, ...(freeBytesMin === undefined ? {} : { freeBytesMin }) });
    const turnTo = (next: Space | Trouble) => {
      space = next;
    };
    const look = async (next: Space) => {
      turnTo(next);
      await engine.timed.checkRoom();
    };
    await story({ ...bench, engine, look, turnTo, looks: () => looks, logged });
  });
}

describe("§5 min_free", () => {
  test("below it PUSH and PUSHB are refused, FETCH, ACK, FAIL and MUTATE go on", () =>
    withRoom(async ({ engine, look }) => {
      const session = aSession("worker");
      await engine.pushMany([aJob("one"), aJob("two"), aJob("three"), aJob("four")]);
      await look({ freeBytes: 0, totalBytes: 100 * gibibyte });
      expect(await engine.push(aJob("five"))).toEqual(almostFull);
      expect(await engine.pushMany([aJob("five"), aJob("six")])).toEqual(almostFull);
      expect(await engine.push(aJob("later", { at: "2030-01-01T00:00:00Z" }))).toEqual(almostFull);
      for (const jid of ["one", "two"]) expect(new TextDecoder().decode(await engine.fetch(["q"], session))).toContain(aJob(jid).facts.jid);
      await engine.ack(aJob("one").facts.jid, "worker");
      expect(await engine.fail(aJob("two").facts.jid, "worker", {})).toEqual({ ok: true, value: undefined });
      await engine.mutate({ cmd: "kill", target: "retries", filter: {} });
      const { sizes } = await engine.numbers();
      expect(sizes).toMatchObject({ queued: 2, working: 0, retries: 0, dead: 1, scheduled: 0 });
    }));

  test("§5 nor is a batch made", () =>
    withRoom(async ({ engine, look }) => {
      const request: BatchRequest = { callbacks: new Map([["success", Buffer.from('{"jobtype":"Done"}')]]) };
      await look({ freeBytes: 0, totalBytes: 100 * gibibyte });
      expect(await engine.batch.create(request)).toEqual(almostFull);
      await look({ freeBytes: 100 * gibibyte, totalBytes: 100 * gibibyte });
      expect(await engine.batch.create(request)).toMatchObject({ ok: true });
    }));

  test("health says so, and with more room the server goes on by itself; each change is a line in the log", () =>
    withRoom(async ({ engine, look, logged }) => {
      expect(engine.health()).toEqual({ isWritable: true, isAlmostFull: false });
      for (const _ of [1, 2]) await look({ freeBytes: 200 * mebibyte, totalBytes: 100 * gibibyte });
      const reason = "disk almost full: 200 MiB of room, and min_free is 256 MiB";
      expect(engine.health()).toEqual({ isWritable: true, isAlmostFull: true, reason });
      for (const _ of [1, 2]) await look({ freeBytes: 300 * mebibyte, totalBytes: 100 * gibibyte });
      expect(engine.health()).toEqual({ isWritable: true, isAlmostFull: false });
      expect(await engine.push(aJob("one"))).toMatchObject({ ok: true });
      expect(logged).toEqual([
        `warn ${reason}; no job is taken until there is more`,
        "info there is room on the disk again (300 MiB): jobs are taken",
      ]);
    }));

  test.each([
    ["256 MiB of a large file system", 100 * gibibyte, limits.freeBytesMin],
    ["5 % of a small one", gibibyte, Math.floor(gibibyte / 20)],
    ["nothing of one that has no size", 0, 0],
  ])("the default is %s", (_, totalBytes, least) =>
    withRoom(async ({ engine, look }) => {
      await look({ freeBytes: least, totalBytes });
      expect(engine.health().isAlmostFull).toBe(false);
      await look({ freeBytes: least - 1, totalBytes });
      expect(engine.health().isAlmostFull).toBe(true);
    }),
  );

  test("many bytes between two looks bring the next one forward", () =>
    withRoom(async ({ engine, look, turnTo, looks, clock }) => {
      await look({ freeBytes: 256 * mebibyte + 4_000_000, totalBytes: 100 * gibibyte });
      turnTo({ freeBytes: 0, totalBytes: 100 * gibibyte });
      const padding = "x".repeat(450_000);
      for (const jid of ["one", "two"]) expect(await engine.push(aJob(jid, { args: [padding] }))).toMatchObject({ ok: true });
      expect(looks()).toBe(1);
      expect(await engine.pushMany([aJob("three", { args: [padding] }), aJob("four")])).toMatchObject({ ok: true });
      await clock.settled();
      expect(looks()).toBe(2);
      expect(await engine.push(aJob("five"))).toEqual(almostFull);
    }));

  test("a look that fails is said, and the next one is made in its time", () =>
    withRoom(async ({ engine, look, turnTo, looks, logged, clock }) => {
      await look({ freeBytes: 256 * mebibyte, totalBytes: 100 * gibibyte });
      turnTo(new Trouble("the room can't be looked up"));
      for (const jid of ["one", "two", "three"]) await engine.push(aJob(jid, { args: ["x".repeat(70_000)] }));
      await clock.settled();
      expect(looks()).toBe(2);
      expect(logged).toEqual(["warn the room can't be looked up"]);
      await expect(engine.timed.checkRoom()).rejects.toThrow("the room can't be looked up");
    }));

  test("what is set wins, 0 turns it off, and a reload changes it at the next look", () => {
    let least: number | undefined = gibibyte;
    const isShort = async ({ engine, look }: Watched, freeBytes: number) => {
      await look({ freeBytes, totalBytes: 100 * gibibyte });
      return engine.health().isAlmostFull;
    };
    return withRoom(
      async (bench) => {
        expect(await isShort(bench, gibibyte - 1)).toBe(true);
        expect(await isShort(bench, gibibyte)).toBe(false);
        least = 0;
        expect(await isShort(bench, 0)).toBe(false);
        least = undefined;
        expect(await isShort(bench, 0)).toBe(true);
      },
      () => least,
    );
  });
});
