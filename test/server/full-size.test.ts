import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../src/limits.ts";
import { type ChildOptions, type ChildServer, endChildren, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";

/** The bounds as they are by default, on the program in a process of its own, whose memory is looked at. */
const folder = mkdtempSync(join(tmpdir(), "millrace-full-size-"));
afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

let children = 0;

async function withChild(story: (server: ChildServer) => Promise<void>, options: Partial<ChildOptions> = {}): Promise<void> {
  const server = await startChild({ directory: join(folder, `${(children += 1)}`), ...options });
  try {
    await story(server);
  } finally {
    await server.end("SIGKILL");
  }
}

const mebibyte = 1024 * 1024;
const residentMebibytes = ({ pid }: ChildServer) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

/** A PUSH whose line has exactly that many bytes. */
function pushOf(bytes: number, jid: string): Buffer {
  const [head, tail] = [`PUSH {"jid":"${jid}","jobtype":"Mail","args":["`, `"]}`];
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - head.length - tail.length, "a"), Buffer.from(tail)]);
}

/** Sends what the peer takes, and waits until it has been taken. */
function sent(client: Client, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void client.socket.write(bytes, () => resolve()));
}

describe("§1 max_line at its full size", () => {
  test(
    "a line of 64 MiB is a job like any other, a byte more is an error and the end, and others feel nothing",
    () =>
      withChild(async (server) => {
        const [client, other] = [await Client.greeted(server.port), await Client.greeted(server.port)];
        await sent(client, pushOf(limits.lineBytesMax, "job-00001"));
        expect(await other.ask("QUEUE LATENCY default")).toBe('$ {"default":0}');
        expect(await client.ask("\r")).toBe("+OK");
        const longer = await Client.greeted(server.port);
        longer.send(pushOf(limits.lineBytesMax + 1, "job-00002"));
        expect(await longer.reply()).toBe("-ERR line too long");
        expect(await longer.reply()).toBe("closed");
        const job = await other.ask("FETCH default");
        expect(job.length).toBeGreaterThan(limits.lineBytesMax);
        expect(await other.ask('ACK {"jid":"job-00001"}')).toBe("+OK");
      }),
    60_000,
  );
});

describe("§1 unfinished lines at their full size", () => {
  test(
    "take 256 MiB together: then the longest is closed, the others end well",
    () =>
      withChild(async (server) => {
        const sizes = [50, 63, 50, 50, 49].map((size) => size * mebibyte);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(limits.unreadBytesMax);
        const before = residentMebibytes(server);
        const clients = await Promise.all(sizes.map(() => Client.greeted(server.port)));
        for (const [index, client] of clients.entries()) await sent(client, pushOf(sizes[index] ?? 0, `job-0000${index}`));
        const [first, longest, ...others] = clients;
        expect(await longest?.reply()).toBe("-ERR line too long: unfinished lines fill the memory they may take");
        expect(await longest?.reply()).toBe("closed");
        expect(residentMebibytes(server) - before).toBeLessThan(2 * (limits.unreadBytesMax / mebibyte));
        for (const client of [first, ...others]) expect(await client?.ask("")).toBe("+OK");
      }),
    60_000,
  );
});

describe("§1 floods whose replies nobody reads", () => {
  test.each([
    ["100,000 INFOs", Buffer.from("INFO\n".repeat(100_000))],
    [
      "100,000 PUSHes",
      Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${pushOf(80, `job-${100_000 + index}`).toString()}\n`).join("")),
    ],
    ["a million unknown commands", Buffer.from("FOO\n".repeat(1_000_000))],
  ])(
    "%s: memory stays where it is, and a working pair goes on",
    (_, flood) =>
      withChild(async (server) => {
        const [client, pair] = [await Client.greeted(server.port), await Client.greeted(server.port)];
        expect(await pair.ask(pushOf(100, "warm-00001").toString())).toBe("+OK");
        const before = residentMebibytes(server);
        client.socket.pause();
        client.send(flood);
        let slowest = 0;
        for (let job = 0; job < 200; job += 1) {
          const from = performance.now();
          expect(await pair.ask(`PUSH {"jid":"pair-${1_000 + job}","jobtype":"Mail","args":[],"queue":"pair"}`)).toBe("+OK");
          expect(await pair.ask("FETCH pair")).toContain(`pair-${1_000 + job}`);
          expect(await pair.ask(`ACK {"jid":"pair-${1_000 + job}"}`)).toBe("+OK");
          slowest = Math.max(slowest, performance.now() - from);
        }
        expect(residentMebibytes(server) - before).toBeLessThan(100);
        expect(slowest).toBeLessThan(2_000);
      }),
    60_000,
  );
});

describe("§1 max_connections where the file limit is lower", () => {
  test(
    "is what it allows, with a warning; one more is told so, and a crowd beyond hurts nobody",
    () =>
      withChild(
        async (server) => {
          const allowed = 400 - 300;
          expect(server.output()).toContain(
            `WARN  at most ${allowed} connections instead of 20000: the system allows this process 400 open files`,
          );
          const clients = await Promise.all(Array.from({ length: allowed }, () => Client.greeted(server.port)));
          // Those beyond are reset, some of them before they know that they were connected.
          const opened = await Promise.all(Array.from({ length: 300 }, () => Client.open(server.port).catch(() => undefined)));
          const crowd = opened.filter((client) => client !== undefined);
          const last = crowd[0]!;
          expect(await last.reply()).toBe('+HI {"v":2}');
          expect(await last.ask('HELLO {"v":2}')).toBe(`-ERR too many connections: ${allowed}`);
          expect(await last.reply()).toBe("closed");
          for (const [index, client] of clients.entries())
            expect(await client.ask(pushOf(100, `job-${1_000 + index}`).toString())).toBe("+OK");
          for (const client of crowd) client.close();
          clients[0]?.close();
          expect(server.hasEnded()).toBe(false);
        },
        { openFilesMax: 400 },
      ),
    30_000,
  );
});

/** Hundredths of a second until the kernel asks the one peer of a server whether it is there; undefined while it does something else. */
function keepaliveOf({ port }: ChildServer): number | undefined {
  const address = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const [established, keepalive] = ["01", "02"];
  for (const [, local, , state, , timer] of rows.map((row) => row.trim().split(/\s+/))) {
    const [kind, when = ""] = timer?.split(":") ?? [];
    if (local?.endsWith(address) && state === established && kind === keepalive) return Number.parseInt(when, 16);
  }
  return undefined;
}

describe("§1 a half-open peer", () => {
  test("is looked for by the kernel: keepalive begins after a minute of silence", () =>
    withChild(async (server) => {
      const client = await Client.greeted(server.port);
      let hundredths: number | undefined;
      // First the kernel waits until the peer has acknowledged what was sent.
      while (hundredths === undefined) {
        hundredths = keepaliveOf(server);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      expect(hundredths).toBeWithin(5_000, 6_100);
      client.close();
    }));
});
