import { describe, expect, test } from "bun:test";
import { Client } from "../support/client.ts";
import { type TestServer, withServer } from "../support/server.ts";

const push = (jid: string, bytes = 0) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":["${"a".repeat(bytes)}"]}`;

/** Lets the event loop turn until something is so: between processes of the kernel only that helps. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`never: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const manyNames = Array.from({ length: 10_000 }, (_, index) => `q${index}`).join(" ");

/** A client that asks and does not read the answers. */
async function slowReader(server: TestServer): Promise<Client> {
  const client = await Client.greeted(server.port);
  client.socket.pause();
  return client;
}

describe("§1 unfinished lines of all connections together", () => {
  test("beyond the bound the longest is closed, the others feel nothing", () =>
    withServer(
      async (server) => {
        const [long, short, other] = [
          await Client.greeted(server.port),
          await Client.greeted(server.port),
          await Client.greeted(server.port),
        ];
        long.send(push("job-00001", 600_000));
        await until(() => server.connections.unreadBytes > 600_000, "the long line arrives");
        short.send(push("job-00002", 300_000));
        await until(() => server.connections.unreadBytes > 900_000, "the short line arrives");
        other.send(push("job-00003", 200_000));
        expect(await long.reply()).toStartWith("-ERR line too long");
        expect(await long.reply()).toBe("closed");
        short.send("\n");
        other.send("\n");
        expect(await short.reply()).toBe("+OK");
        expect(await other.reply()).toBe("+OK");
        expect(server.connections.unreadBytes).toBe(0);
      },
      { unreadBytesMax: 1_000_000 },
    ));

  test("what a connection that closes had is given back", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      client.send(push("job-00001", 100_000));
      await until(() => server.connections.unreadBytes > 100_000, "the line arrives");
      client.close();
      await until(() => server.connections.unreadBytes === 0, "it is given back");
    }));
});

describe("§1 a slow reader", () => {
  const limits = { unsentBytesPause: 100_000, unsentBytesMax: 400_000 };

  test("is no longer read at the first bound, and gets everything once it reads", () =>
    withServer(async (server) => {
      const client = await slowReader(server);
      const lines = 200_000;
      client.send("FOO\n".repeat(lines));
      await until(() => server.connections.unsentBytes > limits.unsentBytesPause, "the bound is reached");
      await server.clock.settled();
      // Not far beyond it: the kernel's buffers are full, and what was asked is not even parsed.
      expect(server.connections.unsentBytes).toBeLessThan(2 * limits.unsentBytesPause);
      client.socket.resume();
      for (let line = 0; line < lines; line += 1) expect(await client.reply()).toBe("-ERR unknown command FOO");
    }, limits));

  test("is closed beyond the second, with a line in the log; others feel nothing", () =>
    withServer(
      async (server) => {
        const client = await slowReader(server);
        const other = await Client.greeted(server.port);
        client.send(`QUEUE LATENCY ${manyNames}\n`.repeat(64));
        await until(() => server.logged.some((line) => line.startsWith("warn") && line.includes("does not read")), "it is closed");
        expect(server.connections.unsentBytes).toBe(0);
        expect(await other.ask(push("job-00001"))).toBe("+OK");
      },
      // An operator may set it below the first.
      { unsentBytesPause: 1_000_000, unsentBytesMax: 400_000 },
    ));

  test("is not one that gets as much in one turn, and reads", () =>
    withServer(
      async (server) => {
        const client = await Client.greeted(server.port);
        client.send(`QUEUE LATENCY ${manyNames}\n`.repeat(12));
        for (let reply = 0; reply < 12; reply += 1) expect(await client.reply()).toStartWith(`$ {"q0":0,`);
      },
      { unsentBytesPause: 100_000, unsentBytesMax: 150_000 },
    ));

  test("keeps what it sends: it is not read into memory", () =>
    withServer(async (server) => {
      const client = await slowReader(server);
      client.send("FOO\n".repeat(8_000_000));
      await until(() => server.connections.unsentBytes > limits.unsentBytesPause, "the bound is reached");
      await server.clock.settled();
      const left = client.socket.writableLength;
      await server.clock.settled();
      expect(left).toBeGreaterThan(10_000_000);
      expect(client.socket.writableLength).toBe(left);
    }, limits));
});

describe("§1 a flood of pipelined commands", () => {
  test("is answered in order, a part at a time", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      const count = 5_000;
      client.send(Array.from({ length: count }, (_, index) => `${push(`job-${10_000 + index}`)}\nQUEUE LATENCY q${index}\n`).join(""));
      for (let index = 0; index < count; index += 1) {
        expect(await client.reply()).toBe("+OK");
        expect(await client.reply()).toBe(`$ {"q${index}":0}`);
      }
    }));
});
