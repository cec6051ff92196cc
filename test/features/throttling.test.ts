import { describe, expect, test } from "bun:test";
import type { Throttle } from "../../src/job/throttle.ts";
import { conversation } from "../support/conversation.ts";
import { aJob, aSession, type Bench, onBench, watchFetch } from "../support/engine.ts";
import type { TestServer } from "../support/server.ts";
import { storeKinds } from "../support/store.ts";

const at = (most: number, kind: "concurrency" | "worker" = "concurrency", seconds = 60): Throttle => ({
  kind,
  most,
  timeoutMs: seconds * 1_000,
});
const rate = (most: number, seconds: number): Throttle => ({ kind: "rate", most, perMs: seconds * 1_000 });
const loading =
  (throttle: Throttle) =>
  ({ engine }: TestServer) =>
    engine.throttle.load(new Map([["default", throttle]]));
const acts = {
  "one at a time": loading(at(1)),
  "one at a time for 10 s": loading(at(1, "concurrency", 10)),
  "one for each worker": loading(at(1, "worker")),
  "two in 10 s": loading(rate(2, 10)),
  "no throttle": ({ engine }: TestServer) => engine.throttle.load(new Map()),
};
const push = (jid: string, queue = "default") => `PUSH {"jid":"${jid}","jobtype":"Mill","args":[],"queue":"${queue}"}`;
const three = `
  C: ${push("mill-001")}
  S: +OK
  C: ${push("mill-002")}
  S: +OK
  C: ${push("mill-003")}
  S: +OK`;

describe("§6 Throttling", () => {
  conversation(
    "§6 FETCH passes over a queue at its limit, and takes from the next",
    `
    * one at a time
    ${three}
    C: ${push("other-01", "other")}
    S: +OK
    C: FETCH default other
    S: {"jid":"mill-001","...":"~"}
    C2: FETCH default other
    S2: {"jid":"other-01","...":"~"}
    C2: FETCH default
    * 1.9 s pass
    S2: (waits)
    * 0.1 s passes
    S2: $-1
    C: INFO
    S: {"faktory":{"queues":{"default":2,"other":0},"...":"~"},"...":"~"}`,
    { acts },
  );

  for (const [how, command] of [
    ["acked", 'ACK {"jid":"mill-001"}'],
    ["failed", 'FAIL {"jid":"mill-001"}'],
  ]) {
    conversation(
      `§6 a FETCH that waits is woken once a job is ${how}`,
      `
      * one at a time
      ${three}
      C: FETCH default
      S: {"jid":"mill-001","...":"~"}
      C2: FETCH default
      C3: FETCH default
      S2: (waits)
      C: ${command}
      S: +OK
      S2: {"jid":"mill-002","...":"~"}
      S3: (waits)
      * 2 s pass
      S3: $-1`,
      { acts },
    );
  }

  conversation(
    "§6 a slot lapses after its timeout, though the job still runs, and a FETCH that waits is woken; a late ACK frees no second one",
    `
    * one at a time for 10 s
    ${three}
    C: FETCH default
    S: {"jid":"mill-001","...":"~"}
    * 9 s pass
    C2: FETCH default
    S2: (waits)
    * 1.2 s pass
    S2: {"jid":"mill-002","...":"~"}
    C: ACK {"jid":"mill-001"}
    S: +OK
    C: FETCH default
    * 2 s pass
    S: $-1`,
    { acts },
  );

  conversation(
    "§6 worker = N is counted for each wid, over all its connections",
    `
    * one for each worker
    ${three}
    C1: HELLO {"v":2,"wid":"one"}
    S1: +OK
    C2: HELLO {"v":2,"wid":"one"}
    S2: +OK
    C3: HELLO {"v":2,"wid":"three"}
    S3: +OK
    C1: FETCH default
    S1: {"jid":"mill-001","...":"~"}
    C2: FETCH default
    S2: (waits)
    # though another waits before it
    C3: FETCH default
    S3: {"jid":"mill-002","...":"~"}
    S2: (waits)
    C: ACK {"jid":"mill-001"}
    S: +OK
    S2: {"jid":"mill-003","...":"~"}`,
    { acts },
  );

  conversation(
    "§6 rate = N is at most N in any S seconds, acked or not: the window slides",
    `
    * two in 10 s
    ${three}
    C: ${push("mill-004")}
    S: +OK
    C: FETCH default
    S: {"jid":"mill-001","...":"~"}
    * 4 s pass
    C: FETCH default
    S: {"jid":"mill-002","...":"~"}
    C: ACK {"jid":"mill-001"}
    S: +OK
    C: FETCH default
    * 2 s pass
    S: $-1
    * 3 s pass
    C: FETCH default
    S: (waits)
    * 1.2 s pass
    S: {"jid":"mill-003","...":"~"}
    C: FETCH default
    * 2 s pass
    S: $-1
    * 1 s passes
    C: FETCH default
    * 1.2 s pass
    S: {"jid":"mill-004","...":"~"}`,
    { acts },
  );

  conversation(
    "§6 a throttle that is loaded later counts the jobs that are out; one that goes frees its queue",
    `
    ${three}
    C: FETCH default
    S: {"jid":"mill-001","...":"~"}
    * one at a time
    C2: FETCH default
    S2: (waits)
    * no throttle
    * 1.2 s pass
    S2: {"jid":"mill-002","...":"~"}
    C3: FETCH default
    S3: {"jid":"mill-003","...":"~"}`,
    { acts },
  );
});

/** Runs `story` with one throttle on the queue q. */
const throttled = (kind: (typeof storeKinds)[number], throttle: Throttle, story: (bench: Bench) => Promise<void>) =>
  onBench(kind, async (bench) => {
    bench.engine.throttle.load(new Map([["q", throttle]]));
    await story(bench);
  });

describe.each(storeKinds)("throttled queues on the %s store", (kind) => {
  const jobs = (count: number) => Array.from({ length: count }, (_, index) => aJob(`job-${index}`));

  test("§6 of many FETCHes of one moment no more get a job than there are slots, and each free slot goes to the oldest", () =>
    throttled(kind, at(3), async ({ engine, push, clock }) => {
      await push(...jobs(10));
      const fetches = Array.from({ length: 8 }, () => watchFetch(engine, ["q"]));
      await clock.settled();
      expect(fetches.map(({ state }) => state)).toEqual(["job-0", "job-1", "job-2", "waits", "waits", "waits", "waits", "waits"]);
      await Promise.all([engine.ack("job-0___", ""), engine.ack("job-1___", "")]);
      await clock.settled();
      expect(fetches.map(({ state }) => state).slice(3)).toEqual(["job-3", "job-4", "waits", "waits", "waits"]);
    }));

  test("§6 a rate holds for many FETCHes of one moment too", () =>
    throttled(kind, rate(3, 10), async ({ engine, push, clock }) => {
      await push(...jobs(10));
      const fetches = Array.from({ length: 5 }, () => watchFetch(engine, ["q"]));
      await clock.settled();
      expect(fetches.map(({ state }) => state)).toEqual(["job-0", "job-1", "job-2", "waits", "waits"]);
    }));

  test("§6 the holder of a slot dies: its slot lapses, at the latest with its reservation", () =>
    throttled(kind, at(1, "concurrency", 3_600), async ({ engine, push, fetch, clock }) => {
      await push(aJob("dies", { reserve_for: 60 }), aJob("next"));
      const session = aSession("w");
      expect(await fetch(["q"], session)).toBe("dies");
      session.close();
      engine.leave(session);
      await clock.advance(59_000);
      const waiting = watchFetch(engine, ["q"]);
      await clock.settled();
      expect(waiting.state).toBe("waits");
      await clock.advance(1_000);
      await engine.timed.expireLeases();
      await clock.settled();
      expect(waiting.state).toBe("next");
    }));

  test("§6 after FLUSH every slot is free", () =>
    throttled(kind, at(1), async ({ engine, push, fetch }) => {
      await push(aJob("before"));
      expect(await fetch(["q"])).toBe("before");
      await engine.flush();
      await push(aJob("after"));
      expect(await fetch(["q"])).toBe("after");
    }));

  test("§6 a job that expires takes no slot, and none that was dropped counts", () =>
    throttled(kind, at(1), async ({ push, fetch, clock }) => {
      await push(aJob("old", { custom: { expires_in: 1 } }), aJob("one"), aJob("two"));
      await clock.advance(1_000);
      expect(await fetch(["q"])).toBe("one");
    }));

  test("§4 a jump of the wall clock frees no slot", () =>
    throttled(kind, at(1), async ({ engine, push, fetch, clock }) => {
      await push(...jobs(2));
      expect(await fetch(["q"])).toBe("job-0");
      clock.jump(86_400_000);
      const waiting = watchFetch(engine, ["q"]);
      await clock.settled();
      expect(waiting.state).toBe("waits");
    }));
});
