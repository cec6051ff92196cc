import { describe, expect, test } from "bun:test";
import { lines, type Waiter } from "../../src/engine/lines.ts";
import { aSession } from "../support/engine.ts";

const aWaiter = (number: number, ...queues: readonly string[]): Waiter => ({
  number,
  session: aSession(),
  queues,
  deadline: 0,
  trying: [],
  missed: new Set(),
  answer: () => {},
  fail: () => {},
});

const numbers = (waiters: Iterable<Waiter>) => Array.from(waiters, (waiter) => waiter.number);

describe("the lines of waiting FETCHes", () => {
  test("§3 FETCH: those on several queues stand once each, the oldest first", () => {
    const line = lines();
    for (const waiter of [aWaiter(1, "a"), aWaiter(2, "b", "a"), aWaiter(3, "b"), aWaiter(4, "c"), aWaiter(5, "a", "b")]) line.join(waiter);
    expect(
      numbers(
        line.oldestFirst(
          new Map([
            ["b", 1],
            ["a", 1],
          ]),
        ),
      ),
    ).toEqual([1, 2, 3, 5]);
    expect(numbers(line.oldestFirst(new Map([["nosuch", 1]])))).toEqual([]);
  });

  test("§3 FETCH: a queue that has no more jobs to deal out is no longer looked at", () => {
    const line = lines();
    for (const waiter of [aWaiter(1, "a"), aWaiter(2, "b"), aWaiter(3, "a"), aWaiter(4, "b")]) line.join(waiter);
    const ready = new Map([
      ["a", 1],
      ["b", 9],
    ]);
    const seen = [];
    for (const waiter of line.oldestFirst(ready)) {
      seen.push(waiter.number);
      if (waiter.number === 1) ready.delete("a");
    }
    expect(seen).toEqual([1, 2, 4]);
  });

  test("§3 FETCH: one may leave while the line is read", () => {
    const line = lines();
    const waiters = [aWaiter(1, "a"), aWaiter(2, "a"), aWaiter(3, "a")];
    for (const waiter of waiters) line.join(waiter);
    const seen = [];
    for (const waiter of line.oldestFirst(new Map([["a", 9]]))) {
      seen.push(waiter.number);
      line.depart(waiter);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(line.hasAny("a")).toBe(false);
  });

  test("§3 FETCH: a line knows whether somebody in it only waits, and is gone with the last one", () => {
    const line = lines();
    const [one, two] = [aWaiter(1, "a", "b"), aWaiter(2, "a")];
    const state = () => ["a", "b"].map((queue) => [line.hasAny(queue), line.hasIdle(queue)]);
    line.join(one);
    line.join(two);
    line.setTrying(one, ["a"]);
    expect(state()).toEqual([
      [true, true],
      [true, false],
    ]);
    line.depart(two);
    expect(line.hasIdle("a")).toBe(false);
    line.setTrying(one, []);
    expect(state()).toEqual([
      [true, true],
      [true, true],
    ]);
    line.depart(one);
    line.depart(one);
    expect(state()).toEqual([
      [false, false],
      [false, false],
    ]);
  });
});
