import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import type { ConnectionLimits } from "../../src/server/connections.ts";
import { Ledger, nothing } from "../../src/server/ledger.ts";
import { Client } from "../support/client.ts";
import { type TestServer, withServer } from "../support/server.ts";

const push = (jid: string, bytes = 0) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":["${"a".repeat(bytes)}"]}`;

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`never: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const crowd = (server: TestServer, count: number) => Promise.all(Array.from({ length: count }, () => Client.greeted(server.port)));

/** A FETCH that waits, and behind it what nobody reads meanwhile. */
const fetchAnd = (behind: string) => `FETCH empty\n${behind}\n`;

describe("§1 lines that wait behind a FETCH", () => {
  const bounds: Partial<ConnectionLimits> = { unreadBytesMax: 400_000 };

  test("of all connections together take no more than unfinished ones may: the one with the most is closed, the others end well", () =>
    withServer(async (server) => {
      const clients = await crowd(server, 10);
      for (const [index, client] of clients.entries()) client.send(fetchAnd(push(`job-${10_000 + index}`, 40_000 + 1_000 * index)));
      const last = clients.at(-1)!;
      await until(() => last.unread !== "", "the one with the most is told so");
      expect(await last.reply()).toBe("$-1");
      expect(await last.reply()).toBe("-ERR too much was sent ahead: unread lines fill the memory they may take");
      expect(await last.reply()).toBe("closed");
      expect(server.connections.unreadBytes).toBeLessThan(bounds.unreadBytesMax ?? 0);
      await server.clock.advance(2_000);
      for (const client of clients.slice(0, 5)) expect([await client.reply(), await client.reply()]).toEqual(["$-1", "+OK"]);
      await until(() => server.connections.unreadBytes === 0, "all is read");
    }, bounds));

  test("count by the memory they take, also where they come byte by byte", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      client.send("FETCH empty\n");
      await server.clock.settled();
      for (let sent = 1; sent <= 300; sent += 1) {
        client.send("x");
        // Each in a packet of its own.
        await until(() => server.connections.unreadBytes >= 200 * sent, "it arrives");
      }
      expect(server.connections.unreadBytes).toBeGreaterThan(60_000);
    }, bounds));

  test("once half of that is taken, who may not start a command is not read on", () =>
    withServer(async (server) => {
      const clients = await crowd(server, 4);
      for (const client of clients) client.send(fetchAnd(push("job-00001", 55_000)));
      await until(() => server.connections.unreadBytes > 220_000, "half of it is taken");
      for (let more = 0; more < 10; more += 1) {
        for (const client of clients) client.send("x".repeat(5_000));
        await server.clock.settled();
      }
      // Each had brought its next packet before it was known.
      expect(server.connections.unreadBytes).toBeLessThan(250_000);
    }, bounds));
});

describe("§1 commands that were started and are not answered", () => {
  const bounds: Partial<ConnectionLimits> = { startedBytesMax: 100_000, smallLineBytes: 1_000 };
  /** Waits with so many bytes. */
  const longFetch = (bytes: number) => `FETCH ${"empty ".repeat(bytes / 6)}`;

  test("beyond their bytes a long line waits for room, a short one is started; those that wait go on in their order", () =>
    withServer(async (server) => {
      const [holder, long, longer, short] = await crowd(server, 4);
      holder!.say(longFetch(60_000));
      await server.clock.advance(1_000);
      const other = await Client.greeted(server.port);
      other.say(longFetch(60_000));
      await server.clock.settled();
      long!.say(push("job-00001", 5_000));
      await server.clock.settled();
      longer!.say(push("job-00002", 7_000));
      await server.clock.settled();
      expect(await short!.ask(push("job-00003", 100))).toBe("+OK");
      expect([long!.unread, longer!.unread]).toEqual(["", ""]);
      await server.clock.advance(1_000);
      expect(await holder!.reply()).toBe("$-1");
      expect([await long!.reply(), await longer!.reply()]).toEqual(["+OK", "+OK"]);
      expect(await short!.ask("FETCH default")).toContain("job-00003");
      expect(await short!.ask("FETCH default")).toContain("job-00001");
      expect(await short!.ask("FETCH default")).toContain("job-00002");
    }, bounds));

  test("who leaves while its line waits for room is forgotten once there is room", () =>
    withServer(async (server) => {
      const [holder, long, other] = await crowd(server, 3);
      holder!.say(longFetch(60_000));
      other!.say(longFetch(60_000));
      await server.clock.settled();
      long!.say(push("job-00001", 5_000));
      await until(() => server.connections.unreadBytes > 5_000, "it waits");
      long!.close();
      await server.clock.advance(2_000);
      expect(await holder!.reply()).toBe("$-1");
      await until(() => server.connections.unreadBytes === 0, "it is read");
      await until(() => server.connections.counts().connections === 2, "it is forgotten");
    }, bounds));

  test("beyond their number each connection starts one at a time, and all are answered in order", () =>
    withServer(
      async (server) => {
        const clients = await crowd(server, 6);
        const lines = Array.from({ length: 200 }, (_, index) => push(`job-${10_000 + index}`)).join("\n");
        for (const client of clients) client.send(`${lines}\nFOO\n`);
        for (const client of clients) {
          for (let line = 0; line < 200; line += 1) expect(await client.reply()).toBe("+OK");
          expect(await client.reply()).toBe("-ERR unknown command FOO");
        }
      },
      { startedCommandsMax: 10 },
    ));
});

describe("§1 replies that nobody reads", () => {
  /** A connection that holds so much; `sendable` is what its peer would take. */
  function holder(unsentBytes: number, sendable = 0) {
    const one = {
      ...nothing,
      unsentBytes,
      counted: { ...nothing },
      isDropped: false,
      flush: () => {
        one.unsentBytes -= sendable;
        ledger.note(one);
      },
      giveUp: () => undefined,
      goOn: () => undefined,
      dropSlow: () => {
        one.isDropped = true;
        ledger.leave(one);
      },
    };
    ledger.enter(one);
    return one;
  }
  let ledger = new Ledger(limits);

  test("of all connections together have a bound: the one with the most is closed, others are not", () => {
    ledger = new Ledger({ ...limits, unsentBytesMax: 100, unsentBytesAllMax: 1_000 });
    const holders = [300, 350, 200].map((bytes) => holder(bytes));
    for (const one of holders) ledger.note(one);
    expect(ledger.unsentBytes).toBe(850);
    expect(ledger.isCrowded).toBe(true);
    ledger.note(holder(160));
    expect(holders.map((one) => one.isDropped)).toEqual([false, true, false]);
    expect(ledger.unsentBytes).toBe(660);
  });

  test("are not what only waited for the end of the turn", () => {
    ledger = new Ledger({ ...limits, unsentBytesMax: 100, unsentBytesAllMax: 1_000 });
    const [reader, other] = [holder(800, 700), holder(300)];
    ledger.note(reader);
    ledger.note(other);
    expect([reader.isDropped, other.isDropped, ledger.unsentBytes]).toEqual([false, false, 400]);
    expect(ledger.isCrowded).toBe(false);
  });

  test("are worth one warning a second", () =>
    withServer(async (server) => {
      server.connections.noteSlow("one");
      server.connections.noteSlow("two");
      await server.clock.advance(1_000);
      server.connections.noteSlow("three");
      const said = (level: string) => server.logged.filter((line) => line.startsWith(level)).map((line) => line.split(" ")[4]);
      expect([said("warn"), said("debug")]).toEqual([["one", "three"], ["two"]]);
    }));
});
