import { describe, expect, test } from "bun:test";
import { connect, type SecureVersion } from "node:tls";
import { limits } from "../../src/limits.ts";
import { shutDown, stopOrder } from "../../src/shutdown.ts";
import { aCertificate } from "../support/certificates.ts";
import { Client } from "../support/client.ts";
import { type TestServer, logInto, withServer } from "../support/server.ts";

const certificate = aCertificate();
const push = (jid: string, bytes = 0) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":["${"a".repeat(bytes)}"]}`;

const withTls = (story: (server: TestServer) => Promise<void>, bounds = {}) => withServer(story, bounds, { certificate });

async function greeted(server: TestServer): Promise<Client> {
  const client = await Client.secured(server.port, certificate.cert);
  expect(await client.reply()).toBe('+HI {"v":2}');
  expect(await client.ask('HELLO {"v":2}')).toBe("+OK");
  return client;
}

/** Lets the event loop turn until something is so. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`never: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** The server's sockets that this process still holds, but for the listening one, as the kernel counts them. */
async function heldSockets({ port }: TestServer): Promise<number> {
  const rows = (await Bun.file("/proc/self/net/tcp").text()).split("\n").map((row) => row.trim().split(/\s+/));
  const address = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const [listening, unowned] = ["0A", "0"];
  return rows.filter(([, local, , state, , , , , , inode]) => local?.endsWith(address) && state !== listening && inode !== unowned).length;
}

const loud = ({ logged }: TestServer) => logged.filter((line) => !line.startsWith("debug"));

/** The version that is agreed on, or the error of a client that knows only these. */
function agreed(server: TestServer, minVersion: SecureVersion, maxVersion: SecureVersion): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = connect({ port: server.port, host: "127.0.0.1", rejectUnauthorized: false, minVersion, maxVersion });
  socket.once("secureConnect", () => resolve(socket.getProtocol())).once("error", () => resolve("refused"));
  return promise.finally(() => socket.destroy());
}

describe("§1 TLS", () => {
  test("of version 1.2 or later", () =>
    withTls(async (server) => {
      expect(await agreed(server, "TLSv1.3", "TLSv1.3")).toBe("TLSv1.3");
      expect(await agreed(server, "TLSv1.2", "TLSv1.2")).toBe("TLSv1.2");
      expect(await agreed(server, "TLSv1", "TLSv1.1")).toBe("refused");
      expect(loud(server)).toEqual([]);
    }));

  test("carries long lines and long answers whole", () =>
    withTls(async (server) => {
      const client = await greeted(server);
      expect(await client.ask(push("job-00001", 10_000_000))).toBe("+OK");
      const job = await client.ask("FETCH default");
      expect(job.length).toBeGreaterThan(10_000_000);
      expect(job).toEndWith('Z"}');
    }));

  test("sends all that is owed before it closes", () =>
    withTls(async (server) => {
      const client = await greeted(server);
      client.socket.pause();
      const names = Array.from({ length: 10_000 }, (_, index) => `q${index}`).join(" ");
      client.send(`QUEUE LATENCY ${names}\n`.repeat(100));
      client.say("END");
      await until(() => server.connections.unsentBytes > limits.unsentBytesPause / 4, "answers wait");
      client.socket.resume();
      for (let reply = 0; reply < 100; reply += 1) expect(await client.reply()).toStartWith(`$ {"q0":0,`);
      expect(await client.reply()).toBe("closed");
    }));

  test("a slow reader is no longer read, and its memory is bounded", () =>
    withTls(
      async (server) => {
        const client = await greeted(server);
        client.socket.pause();
        client.send("FOO\n".repeat(4_000_000));
        await until(() => server.connections.unsentBytes > 100_000, "the bound is reached");
        await server.clock.settled();
        expect(server.connections.unsentBytes).toBeLessThan(200_000);
        expect(client.socket.writableLength).toBeGreaterThan(1_000_000);
      },
      { unsentBytesPause: 100_000 },
    ));

  test("stopping answers blocked FETCHes and closes", () =>
    withTls(async (server) => {
      const client = await greeted(server);
      client.say("FETCH default");
      await (await greeted(server)).ask("INFO");
      const steps = stopOrder(server.running).filter((step) => step.what !== "close the storage");
      expect(await shutDown(steps, { clock: server.clock, log: logInto([]) })).toBe(true);
      expect(await client.reply()).toBe("$-1");
      expect(await client.reply()).toBe("closed");
    }));
});

describe("§1 who does not speak TLS on a TLS port", () => {
  const peers: readonly (readonly [string, (client: Client) => void])[] = [
    ["a HELLO in plain text", (client) => client.say('HELLO {"v":2}')],
    ["half a line", (client) => client.send("HE")],
    ["HTTP", (client) => client.send("GET / HTTP/1.1\r\n\r\n")],
    ["half of a TLS handshake", (client) => client.send(Buffer.from("16030100a5010000a10303", "hex"))],
    ["nothing, and a closed half", (client) => client.end()],
    ["nothing, and a reset", (client) => client.socket.resetAndDestroy()],
    ["nothing at all", () => {}],
  ];

  test.each(peers)("%s: closed within 2 s, no line above debug, and others feel nothing", (_, speak) =>
    withTls(async (server) => {
      const other = await greeted(server);
      const peer = await Client.open(server.port);
      let isGone = false;
      peer.socket.once("close", () => (isGone = true)).once("end", () => (isGone = true));
      speak(peer);
      expect(await other.ask(push("job-00001"))).toBe("+OK");
      await server.clock.advance(limits.handshakeMsMax + 200);
      await until(() => isGone, "the peer is closed");
      peer.close();
      expect(peer.unread).not.toContain("+HI");
      expect(await other.ask("FETCH default")).toContain("job-00001");
      expect(loud(server)).toEqual([]);
      expect(server.connections.counts().connections).toBe(1);
    }),
  );

  test("such peers hold no place beyond their 2 s", () =>
    withTls(
      async (server) => {
        const peers = await Promise.all(Array.from({ length: 101 }, () => Client.open(server.port)));
        await server.clock.settled();
        await server.clock.advance(limits.handshakeMsMax + 200);
        await (await greeted(server)).ask("INFO");
        for (const peer of peers) peer.close();
      },
      { connectionsMax: 1 },
    ));
});

describe("§1 a TLS peer that goes silent", () => {
  test("behind its handshake has 2 s for HELLO", () =>
    withTls(async (server) => {
      const client = await Client.secured(server.port, certificate.cert);
      expect(await client.reply()).toStartWith("+HI");
      await server.clock.advance(limits.handshakeMsMax + 200);
      expect(await client.reply()).toBe("closed");
      expect(await heldSockets(server)).toBe(0);
    }));

  test("behind END does not keep the socket open: it is closed after 2 s", () =>
    withTls(async (server) => {
      const client = await greeted(server);
      expect(await heldSockets(server)).toBe(1);
      client.say("END");
      expect(await client.reply()).toBe("closed");
      expect(await heldSockets(server)).toBe(1);
      await server.clock.advance(limits.lingerMsMax + 200);
      expect(await heldSockets(server)).toBe(0);
    }));
});

test("§1 a TLS client on a plain port makes no noise and hurts nobody", () =>
  withServer(async (server) => {
    const other = await Client.greeted(server.port);
    expect(Client.secured(server.port, certificate.cert)).rejects.toThrow();
    expect(await other.ask(push("job-00001"))).toBe("+OK");
    await server.clock.advance(limits.handshakeMsMax + 200);
    expect(loud(server)).toEqual([]);
  }));
