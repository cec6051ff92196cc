import { describe, expect, test } from "bun:test";
import { isUtf8 } from "node:buffer";
import { planSession, type Session } from "./session.ts";

const plan = (seed: number, number: number, isReckless = false): Session =>
  planSession({ seed, number, commands: 100, isReckless, bids: ["b-batch"] });
const bytesOf = ({ packets }: Session): Buffer => Buffer.concat(packets);
const sessions = Array.from({ length: 100 }, (_, number) => plan(1, number));
const all = Buffer.concat(sessions.map(bytesOf)).toString("latin1");

describe("§1 hostile sessions", () => {
  test("follow from their seed and number", () => {
    expect(plan(7, 3)).toEqual(plan(7, 3));
    expect(bytesOf(plan(7, 3))).not.toEqual(bytesOf(plan(7, 4)));
    expect(bytesOf(plan(7, 3))).not.toEqual(bytesOf(plan(8, 3)));
  });

  test("end in every way, and come in one packet, in many, and byte by byte", () => {
    expect([...new Set(sessions.map(({ ending }) => ending))].sort()).toEqual(["END", "close", "half-close", "reset"]);
    const single = sessions.filter(({ packets }) => packets.length === 1);
    const bytewise = sessions.filter(({ packets }) => packets.length > 300 && packets.slice(0, 300).every(({ length }) => length === 1));
    expect([single.length > 0, bytewise.length > 0, single.length + bytewise.length < sessions.length]).toEqual([true, true, true]);
  });

  test.each(["PUSH", "PUSHB", "FETCH", "ACK", "FAIL", "BEAT", "INFO", "MUTATE", "QUEUE", "BATCH", "TRACK"])("have %s", (verb) =>
    expect(all).toMatch(new RegExp(`^${verb}\\b`, "m")),
  );

  test.each([
    ["a NUL", /\0/],
    ["nesting beyond 512 levels", /\[{513}/],
    ["__proto__ as a member and as a queue", /"__proto__":.*"queue":"__proto__"/s],
    ["constructor as a member", /"constructor":/],
    ["a member twice", /\{[^{}]*"jobtype":[^{}]*"jobtype":/],
    ["numbers of 400 digits and beyond doubles", /9{400}.*1e400/s],
    ["lines that begin a job and end in the middle", /^PUSH \{"jid":"[^"\n]*\n/m],
    ["the lines of other protocols", /GET \/ HTTP\/1\.1/],
  ])("have %s", (_, pattern) => expect(all).toMatch(pattern));

  test("have lines that are no UTF-8, and what takes other people's jobs away only where that is asked for", () => {
    expect(sessions.map(bytesOf).some((bytes) => bytes.includes("PUSH") && !isUtf8(bytes))).toBe(true);
    const takesAll = /^(FLUSH|QUEUE [A-Z]+ \*)\r?$/m;
    expect(all).not.toMatch(takesAll);
    expect(bytesOf(plan(1, 1, true)).toString("latin1")).toMatch(takesAll);
  });
});
