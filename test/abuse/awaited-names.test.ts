import { expect, test } from "bun:test";
import { fetch } from "../../src/commands/fetch.ts";
import { readNames } from "../../src/commands/names.ts";
import { limits } from "../../src/limits.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";

const names = (count: number) => Buffer.from(Array.from({ length: count }, (_, index) => `q${index}`).join(" "));

test("§3 FETCH: all that wait name so many queues at most; whoever names few always waits", () =>
  onBench("plain", async ({ engine, clock, push }) => {
    const command = fetch(5_000);
    const start = (count: number) => Promise.resolve(command.run(engine, aSession(), names(count)));
    const waiting = [start(3_000), start(2_000)];
    expect(await start(101)).toBe("-ERR too many queues: at most 100 can be named now\r\n");
    const few = start(limits.narrowQueuesMax);
    await clock.settled();
    await push(aJob("one", { queue: "q2999" }));
    expect(Buffer.from((await waiting[0]) ?? "").toString()).toContain("one_____");
    expect(await start(2_901)).toBe("-ERR too many queues: at most 2900 can be named now\r\n");
    const again = start(2_900);
    await clock.advance(2_000);
    expect(await Promise.all([waiting[1], few, again])).toEqual(["$-1\r\n", "$-1\r\n", "$-1\r\n"]);
    const last = start(5_000);
    await clock.advance(2_000);
    expect(await last).toBe("$-1\r\n");
  }));

test("§3 FETCH: a line of 32 million names is refused at its 10,001st, in no time", () => {
  const line = Buffer.alloc(limits.lineBytesMax, "a ");
  const from = performance.now();
  expect(readNames(line)).toMatchObject({ ok: false, message: "too many queues: at most 10000 can be named" });
  // Split as a whole it took 660 ms.
  expect(performance.now() - from).toBeLessThan(100);
});

test("§3 FETCH: a queue that is named twice is waited for once, and counts twice", () => {
  expect(readNames(Buffer.from("b a  b "))).toEqual({ ok: true, value: ["b", "a"] });
  expect(readNames(Buffer.from("a a a"), 2)).toMatchObject({ ok: false });
});
