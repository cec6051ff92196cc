import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { shutDown, stopOrder } from "../../src/shutdown.ts";
import { Client } from "../support/client.ts";
import { manualClock } from "../support/manual-clock.ts";
import { logInto, type TestServer, withServer } from "../support/server.ts";

const push = (jid: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[]}`;

/** The steps that a program takes, but for the storage: the test's server closes that. */
const steps = (server: TestServer) => stopOrder(server.running).filter((step) => step.what !== "close the storage");

describe("§1 stopping", () => {
  test("takes no new connections, and answers blocked FETCHes with nothing", () =>
    withServer(async (server) => {
      const waiting = await Client.greeted(server.port);
      waiting.say("FETCH default");
      await (await Client.greeted(server.port)).ask("INFO");
      expect(await shutDown(steps(server), { clock: server.clock, log: logInto([]) })).toBe(true);
      expect(await waiting.reply()).toBe("$-1");
      expect(await waiting.reply()).toBe("closed");
      expect(Client.open(server.port)).rejects.toThrow();
    }));

  test("answers what was started before, and has it on disk", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      const pushes = Array.from({ length: 50 }, (_, index) => push(`job-000${10 + index}`));
      client.send(`${pushes.join("\n")}\n`);
      await (await Client.greeted(server.port)).ask("INFO");
      await shutDown(steps(server), { clock: server.clock, log: logInto([]) });
      for (const _ of pushes) expect(await client.reply()).toBe("+OK");
      expect(await client.reply()).toBe("closed");
      expect((await server.engine.numbers()).sizes.queued).toBe(pushes.length);
    }));

  test("refuses commands that come meanwhile, and handshakes", () =>
    withServer(async (server) => {
      const [client, late] = [await Client.greeted(server.port), await Client.open(server.port)];
      expect(await late.reply()).toStartWith("+HI");
      server.connections.refuse();
      client.send(`${push("job-00001")}\n${push("job-00002")}\n`);
      expect(await client.reply()).toBe("-ERR shutdown in progress");
      expect(await client.reply()).toBe("closed");
      expect(await late.ask('HELLO {"v":2}')).toBe("-ERR shutdown in progress");
      expect(await late.reply()).toBe("closed");
      expect((await server.engine.numbers()).sizes.queued).toBe(0);
    }));

  test("waits for a peer that reads slowly, but not longer than its time", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      client.socket.pause();
      const names = Array.from({ length: 10_000 }, (_, index) => `q${index}`).join(" ");
      client.send(`QUEUE LATENCY ${names}\n`.repeat(120));
      for (let turn = 0; server.connections.unsentBytes < limits.unsentBytesPause && turn < 20_000; turn += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      const logged: string[] = [];
      const stopping = shutDown(steps(server), { clock: server.clock, log: logInto(logged) });
      await server.clock.advance(limits.stopMsMax);
      expect(await stopping).toBe(true);
      expect(logged).toEqual([expect.stringContaining("could not answer what was started")]);
    }));
});

describe("§1 the stop order", () => {
  test("§8 keeps the pages until what was started is answered: they say that the server is stopping", () =>
    withServer(async (server) => {
      const seen: string[] = [];
      const pages = { port: 0, stop: () => void seen.push(`pages, refusing: ${server.connections.isRefusing}`) };
      const ticker = { ...server.running.ticker, stop: async () => void seen.push("ticker") };
      const store = { ...server.running.store, close: async () => void seen.push("store") };
      await shutDown(stopOrder({ ...server.running, pages, ticker, store }), { clock: server.clock, log: logInto([]) });
      expect(seen).toEqual(["ticker", "pages, refusing: true", "store"]);
    }));

  const never = () => new Promise<void>(() => {});

  test("goes on behind a step that hangs or fails, and takes at most 5 s in all", async () => {
    const clock = manualClock();
    const logged: string[] = [];
    const done: string[] = [];
    const stopping = shutDown(
      [
        { what: "hang", act: never, msMax: 1_000 },
        {
          what: "fail",
          act: () => {
            throw new Error("no");
          },
        },
        { what: "go", act: () => void done.push("went") },
        { what: "hang for good", act: never },
      ],
      { clock, log: logInto(logged) },
    );
    await clock.advance(limits.stopMsMax);
    expect(await stopping).toBe(false);
    expect(done).toEqual(["went"]);
    expect(clock.monotonic()).toBe(limits.stopMsMax);
    expect(logged).toEqual([
      "warn stopping: could not hang within 1000 ms",
      "error stopping: could not fail: no",
      "warn stopping: could not hang for good within 4000 ms",
    ]);
  });
});
