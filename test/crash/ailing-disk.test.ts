import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, endChildren, freePort, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { type AilingDisk, ailingDisk } from "./ailing-disk.ts";
import { readStored } from "./stored.ts";

const patienceMs = 8_000;
const testMsMax = 60_000;
const padding = "x".repeat(20_000);

/** A server on a disk that fails at will. */
interface Bench {
  readonly disk: AilingDisk;
  readonly child: ChildServer;
  readonly client: Client;
  readonly directory: string;
  /** What was answered +OK. */
  readonly stored: string[];
  push(jid: string): Promise<string>;
  /** Waits until /health says so. */
  turns(storage: string): Promise<object>;
}

suiteNeeding(["cc"], "a disk that fails for a while", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ailing-"));

  afterAll(async () => {
    await endChildren();
    rmSync(folder, { recursive: true });
  });

  async function start(name: string): Promise<Bench> {
    const directory = join(folder, name, "db");
    const web = freePort();
    const disk = ailingDisk(folder, directory);
    const child = await startChild({ directory, webBinding: `127.0.0.1:${web}`, env: disk.env });
    const client = await Client.greeted(child.port);
    const stored: string[] = [];
    const health = async (): Promise<{ code: number; storage: string }> => {
      const answer = await fetch(`http://127.0.0.1:${web}/health`);
      return { code: answer.status, ...((await answer.json()) as { storage: string }) };
    };
    return {
      disk,
      child,
      client,
      directory,
      stored,
      push: async (jid) => {
        const answer = await client.ask(`PUSH {"jid":"${jid}","jobtype":"Mail","args":["${padding}"]}`);
        if (answer === "+OK") stored.push(jid);
        return answer;
      },
      turns: async (storage) => {
        for (const until = performance.now() + patienceMs; performance.now() < until; await Bun.sleep(10)) {
          const now = await health();
          if (now.storage === storage) return now;
        }
        throw new Error(`health never says ${storage}: ${JSON.stringify(await health())}\n${child.output()}`);
      },
    };
  }

  function expectStored({ directory, stored }: Bench, settled: readonly string[] = []): void {
    const { jobs, faults } = readStored(directory);
    expect(faults).toEqual([]);
    expect([...jobs.keys()].sort()).toEqual(stored.filter((jid) => !settled.includes(jid)).sort());
  }

  async function pushMany({ push }: Bench, name: string, count: number): Promise<void> {
    for (let number = 0; number < count; number++) expect(await push(`${name}-${number}-job`)).toBe("+OK");
  }

  // A mounted file system can't be made read-only while somebody has a file open for writing; the kernel does it after errors.
  test.each([
    ["a disk that fails", "EIO"],
    ["a file system that turned read-only", "EROFS"],
  ] as const)(
    "§5 %s (%s at each write): -ERR and 503 with the reason, INFO is answered, and all goes on by itself afterwards",
    async (_, error) => {
      const reason = "storage failed: SQLITE_IOERR_WRITE";
      const bench = await start(error);
      const { client, disk, push, child } = bench;
      await pushMany(bench, "before", 20);
      expect(await client.ask("FETCH default")).toContain("before-0-job");
      disk.fail(error);
      expect(await push("refused-job")).toBe(`-ERR ${reason}`);
      expect(await bench.turns("failing")).toMatchObject({ code: 503, status: "degraded", reason });
      expect(await client.ask("FETCH default")).toBe(`-ERR ${reason}`);
      expect(await client.ask('ACK {"jid":"before-0-job"}')).toBe(`-ERR ${reason}`);
      expect(await client.ask("INFO")).toContain('"default":19');
      expect(child.output()).toContain(`WARN  ${reason}`);
      disk.heal();
      expect(await bench.turns("ok")).toMatchObject({ code: 200, status: "ok" });
      await pushMany(bench, "after", 20);
      expect(await client.ask('ACK {"jid":"before-0-job"}')).toBe("+OK");
      expect(await client.ask("FETCH default")).toContain("before-1-job");
      client.close();
      expect(await child.end("SIGTERM")).toMatchObject({ code: 0 });
      expectStored(bench, ["before-0-job"]);
    },
    testMsMax,
  );

  test.each(["EIO", "EROFS"] as const)(
    "§5 %s, and kill -9 in the middle of it: nothing that was answered is lost",
    async (error) => {
      const bench = await start(`killed-${error}`);
      await pushMany(bench, "before", 200);
      bench.disk.fail(error);
      expect(await bench.push("refused-job")).toStartWith("-ERR storage");
      bench.client.close();
      await bench.child.end("SIGKILL");
      const next = await startChild({ directory: bench.directory });
      expect(await next.end("SIGTERM")).toMatchObject({ code: 0 });
      expectStored(bench);
    },
    testMsMax,
  );

  test(
    "§5 EIO where the log is copied into the database: jobs are taken, health says impaired until it can be copied",
    async () => {
      const bench = await start("checkpoint");
      bench.disk.fail("EIO", "millrace.db");
      await pushMany(bench, "copied", 1_200);
      expect(await bench.turns("impaired")).toMatchObject({ code: 200, status: "degraded" });
      await pushMany(bench, "meanwhile", 20);
      bench.disk.heal();
      expect(await bench.turns("ok")).toMatchObject({ code: 200, status: "ok" });
      bench.client.close();
      expect(await bench.child.end("SIGTERM")).toMatchObject({ code: 0 });
      expectStored(bench);
    },
    testMsMax,
  );
});
