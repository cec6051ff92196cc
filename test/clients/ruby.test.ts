import { expect, test } from "bun:test";
import { type LiveServer, withServer } from "./live.ts";
import { connectRaw, type RawConnection, type Reply } from "./wire.ts";

/**
 * The Ruby client can't be installed everywhere, so this script speaks as it does: lines end with LF alone, what it does not set
 * goes out as JSON null, and a producer's wid is "".
 */
const ok: Reply = { kind: "text", text: "OK" };

async function greet(server: LiveServer, hello: object): Promise<RawConnection> {
  const connection = connectRaw(server.port);
  expect(await connection.reply()).toEqual({ kind: "text", text: 'HI {"v":2}' });
  expect(await connection.ask(`HELLO ${JSON.stringify(hello)}`)).toEqual(ok);
  return connection;
}

function producer(server: LiveServer): Promise<RawConnection> {
  return greet(server, { v: 2, wid: "", hostname: "box", pid: 4711, labels: ["ruby-3.1"], username: null, pwdhash: null });
}

function worker(server: LiveServer): Promise<RawConnection> {
  return greet(server, { wid: "b8a3dc5e0c9f", hostname: "box", pid: 4712, labels: ["ruby-3.1"], v: 2, username: null });
}

function job(jid: string): object {
  const unset = { at: null, reserve_for: null, custom: null, backtrace: null };
  return { jid, jobtype: "Story", queue: "ruby", args: [null, 9007199254740993n.toString()], retry: 25, created_at: null, ...unset };
}

async function fetched(connection: RawConnection): Promise<Record<string, unknown>> {
  const reply = await connection.ask("FETCH ruby");
  if (reply.kind !== "bulk") throw new Error(`FETCH was answered ${JSON.stringify(reply)}`);
  return JSON.parse(reply.text) as Record<string, unknown>;
}

test(
  "§1 a Ruby producer: LF alone, wid empty and username null make no worker",
  () =>
    withServer(async (server) => {
      const connection = await producer(server);
      expect(await connection.ask(`PUSH ${JSON.stringify(job("ruby-job-1"))}`)).toEqual(ok);
      expect(await connection.ask(`PUSHB ${JSON.stringify([job("ruby-job-2"), job("ruby-job-3")])}`)).toEqual({ kind: "bulk", text: "{}" });
      const { faktory } = await server.info();
      expect(faktory.queues).toEqual({ ruby: 3 });
      expect(faktory.tasks.Workers.size).toBe(0);
      connection.close();
    }),
  60_000,
);

test(
  "§2 a Ruby job: members pushed as null are absent when it is fetched, or set by the server",
  () =>
    withServer(async (server) => {
      const [pushes, fetches] = [await producer(server), await worker(server)];
      expect(await pushes.ask(`PUSH ${JSON.stringify(job("ruby-job-1"))}`)).toEqual(ok);
      const { created_at, enqueued_at, ...rest } = await fetched(fetches);
      expect(rest).toEqual({ jid: "ruby-job-1", jobtype: "Story", queue: "ruby", args: [null, "9007199254740993"], retry: 25 });
      expect([created_at, enqueued_at]).toEqual([expect.stringMatching(/Z$/), expect.stringMatching(/Z$/)]);
      for (const connection of [pushes, fetches]) connection.close();
    }),
  60_000,
);

test(
  "§3 a Ruby worker: BEAT and FAIL with nulls are as if those members were absent",
  () =>
    withServer(async (server) => {
      const [pushes, fetches] = [await producer(server), await worker(server)];
      expect(await fetches.ask('BEAT {"wid":"b8a3dc5e0c9f","current_state":null,"rss_kb":null}')).toEqual(ok);
      expect(await pushes.ask(`PUSHB ${JSON.stringify([job("ruby-job-1"), job("ruby-job-2")])}`)).toEqual({ kind: "bulk", text: "{}" });
      expect((await fetched(fetches))["jid"]).toBe("ruby-job-1");
      expect(await fetches.ask('FAIL {"jid":"ruby-job-1","errtype":null,"message":null,"backtrace":null}')).toEqual(ok);
      expect((await fetched(fetches))["jid"]).toBe("ruby-job-2");
      expect(await fetches.ask('ACK {"jid":"ruby-job-2"}')).toEqual(ok);
      const { faktory } = await server.info();
      expect(faktory.sets).toEqual({ scheduled: 0, retries: 1, dead: 0, working: 0 });
      expect([faktory.total_processed, faktory.total_failures]).toEqual([2, 1]);
      for (const connection of [pushes, fetches]) connection.close();
    }),
  60_000,
);
