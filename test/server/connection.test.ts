import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { Client } from "../support/client.ts";
import { type TestServer, withServer } from "../support/server.ts";

const push = (jid: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[]}`;

/** Lets the event loop turn until something is so. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`never: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const open = ({ connections }: TestServer) => connections.counts().connections;

describe("§1 a connection", () => {
  test("that is reset in the midst of its commands hurts nobody, and leaves nothing behind", () =>
    withServer(async (server) => {
      const other = await Client.greeted(server.port);
      for (let time = 0; time < 20; time += 1) {
        const client = await Client.greeted(server.port, '{"v":2,"wid":"w1"}');
        client.send(`${push(`job-000${10 + time}`)}\nINFO\nFETCH default\nFETCH empty\nPUSH {"ha`);
        client.socket.resetAndDestroy();
      }
      await until(() => open(server) === 1, "all but one are gone");
      expect(await other.ask('BEAT {"wid":"w1"}')).toBe("-ERR Unknown worker w1");
      expect(server.connections.unreadBytes).toBe(0);
      expect(server.connections.unsentBytes).toBe(0);
      expect(server.logged.filter((line) => !line.startsWith("debug"))).toEqual([]);
    }));

  test("that was answered for the last time is given 2 s to close its side", () =>
    withServer(async (server) => {
      const client = await Client.greeted(server.port);
      client.say("END");
      expect(await client.reply()).toBe("closed");
      let isGone = false;
      client.socket.once("close", () => (isGone = true));
      // What it still sends is dropped, and does not keep it from getting what it was told.
      client.say(push("job-00001"));
      await server.clock.advance(limits.lingerMsMax - 200);
      expect(isGone).toBe(false);
      await server.clock.advance(400);
      client.say(push("job-00002"));
      await until(() => isGone, "the socket is closed");
      expect((await server.engine.numbers()).sizes.queued).toBe(0);
    }));

  test("that said HELLO while the server was held up has not come too late", () =>
    withServer(async (server) => {
      const client = await Client.open(server.port);
      expect(await client.reply()).toStartWith("+HI");
      server.clock.stall(limits.handshakeMsMax + 1_000);
      await server.clock.advance(0);
      expect(await client.ask('HELLO {"v":2}')).toBe("+OK");
      const silent = await Client.open(server.port);
      expect(await silent.reply()).toStartWith("+HI");
      server.clock.stall(limits.handshakeMsMax + 1_000);
      await server.clock.advance(0);
      await server.clock.advance(200);
      expect(await silent.reply()).toBe("closed");
      expect(await client.ask(push("job-00001"))).toBe("+OK");
    }));

  test("gets its error although it goes on sending", () =>
    withServer(
      async (server) => {
        const client = await Client.greeted(server.port);
        for (let part = 0; part < 50; part += 1) client.send("x".repeat(100_000));
        expect(await client.reply()).toBe("-ERR line too long");
        expect(await client.reply()).toBe("closed");
      },
      { lineBytesMax: 1_000_000 },
    ));

  test("that meets a bug of ours is closed, with a line in the log; others feel nothing", () =>
    withServer(async (server) => {
      const [client, other] = [await Client.greeted(server.port), await Client.greeted(server.port)];
      const { ledger } = server.connections;
      const { note } = ledger;
      ledger.note = () => {
        ledger.note = note;
        throw new Error("a bug");
      };
      client.send("PUSH {");
      expect(await client.reply()).toBe("closed");
      expect(server.logged).toEqual([expect.stringContaining("error a connection met a bug and was closed: Error: a bug")]);
      expect(await other.ask(push("job-00001"))).toBe("+OK");
    }));

  test("has its place among those that shake hands, and no more sockets are taken than there is room for", () =>
    withServer(
      async (server) => {
        const clients = await Promise.all(Array.from({ length: 110 }, () => Client.open(server.port)));
        const greetings = await Promise.all(clients.map((client) => client.reply()));
        expect(greetings.filter((greeting) => greeting.startsWith("+HI"))).toHaveLength(101);
        expect(greetings.filter((greeting) => greeting === "closed")).toHaveLength(9);
        for (const client of clients) client.close();
        await server.clock.settled();
        expect(await (await Client.greeted(server.port)).ask(push("job-00001"))).toBe("+OK");
      },
      { connectionsMax: 1 },
    ));
});

describe("§1 ports are probed all the time", () => {
  const probes: readonly (readonly [string, (client: Client) => void])[] = [
    ["nothing at all", (client) => client.close()],
    ["a reset", (client) => client.socket.resetAndDestroy()],
    ["HTTP", (client) => client.send("GET / HTTP/1.1\r\n\r\n")],
    ["TLS", (client) => client.send(Buffer.from("16030100a5010000a10303", "hex"))],
    ["a closed half", (client) => client.end()],
  ];

  test.each(probes)("%s makes no line above debug", (_, probe) =>
    withServer(async (server) => {
      const client = await Client.open(server.port);
      await client.reply();
      probe(client);
      await (await Client.greeted(server.port)).ask("INFO");
      await server.clock.advance(3_000);
      expect(server.logged.filter((line) => !line.startsWith("debug"))).toEqual([]);
    }),
  );
});
