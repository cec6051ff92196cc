import { describe, expect, test } from "bun:test";
import { type DumpParts, dumpState } from "../../src/dump.ts";
import { configurationLines } from "../../src/config/shown.ts";
import { limits } from "../../src/limits.ts";
import { line } from "../../src/log.ts";
import { silentLog } from "../../src/log.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";
import { withDirectory } from "./config-directory.ts";

const vitals = () => ({
  description: "",
  faktoryVersion: "",
  version: "1.2.3",
  uptimeSeconds: 65,
  connections: 3,
  commandCount: 17,
  usedMemoryMb: 50,
});

/** What a dump of these parts writes. */
async function dumped(parts: Pick<DumpParts, "engine"> & Partial<DumpParts>): Promise<string[]> {
  const lines: string[] = [];
  const log = { ...silentLog, info: (text: string) => lines.push(text) };
  await dumpState({ vitals, connections: { unsentBytes: 5, unreadBytes: 6 }, configuration: () => [], log, ...parts });
  return lines;
}

describe("§7 TTIN writes a line a fact", () => {
  test("of the process, its connections, workers and queues", () =>
    onBench("plain", async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { queue: "mail" }), aJob("two", { queue: "mail" }), aJob("later", { at: "2030-01-01T00:00:00Z" }));
      await engine.queues.pause(["mail"]);
      await push(aJob("three"));
      const session = aSession("worker-1");
      engine.workers.join(session, { wid: "worker-1", hostname: "build7", pid: 41, labels: [] });
      engine.workers.signal("worker-1", "quiet");
      await fetch(["q"], aSession());
      await clock.advance(12_000);
      expect(await dumped({ engine })).toEqual([
        `state: millrace 1.2.3, process ${process.pid}, up 65 s`,
        expect.stringMatching(/^state: memory 50 MB, \d+ MB of it heap$/),
        "state: storage writable",
        "state: connections 3, 5 bytes of replies unsent, 6 bytes unread",
        "state: commands 17 since the start",
        "state: workers 1",
        'state: worker "worker-1" (build7, pid 41) quiet, connections 1, last heard of 12 s ago',
        "state: queues 2",
        'state: queue "mail" 2 jobs, the oldest for 12 s, paused',
        'state: queue "q" 0 jobs',
        "state: scheduled 1",
        "state: retries 0",
        "state: dead 0",
        "state: queued 2",
        "state: working 1",
        "state: processed 0, 0 of them failures",
      ]);
    }));

  test("a worker's words can neither break a line nor end their quotes", () =>
    onBench("plain", async ({ engine }) => {
      const wid = 'w"\r\n2026-01-15T12:00:00Z ERROR \u001b[31m\u0000\u2028';
      engine.workers.join(aSession(wid), { wid, hostname: "h\nx", pid: 1, labels: [] });
      const text = (await dumped({ engine })).find((each) => each.startsWith("state: worker ")) ?? "";
      expect(text).toStartWith('state: worker "w\\"??2026-01-15T12:00:00Z ERROR ?[31m??" (h?x, pid 1) running');
      const record = { category: [], level: "info", message: [text], rawMessage: text, timestamp: 0, properties: {} } as const;
      expect(
        line(record)
          .trimEnd()
          .split(/[\n\r\u2028]/),
      ).toHaveLength(1);
    }));

  test("where the storage fails, all that is known without it", () =>
    onBench("plain", async ({ engine }) => {
      const lines = await dumped({
        engine: {
          ...engine,
          numbers: () => Promise.reject(new Error("disk failed")),
          health: () => ({ isWritable: false, isAlmostFull: true, reason: "disk failed" }),
        },
        configuration: () => ["a = 1"],
      });
      expect(lines).toContain("state: storage not writable: disk failed");
      expect(lines.slice(-2)).toEqual(["state: the queues can't be read: disk failed", "state: configuration: a = 1"]);
    }));

  test("where the disk is almost full, and how many workers are left out", () =>
    onBench("plain", async ({ engine }) => {
      const worker = { wid: "w", origin: "(h, pid 1)", state: "running", connections: 1, silentMs: 0 } as const;
      const lines = await dumped({
        engine: {
          ...engine,
          health: () => ({ isWritable: true, isAlmostFull: true, reason: "disk almost full" }),
          workers: { list: () => Array.from({ length: limits.dumpRowsMax + 2 }, () => worker) },
        },
      });
      expect(lines).toContain("state: storage almost full: disk almost full");
      expect(lines.filter((each) => each.startsWith("state: worker "))).toHaveLength(limits.dumpRowsMax);
      expect(lines).toContain("state: and 2 more");
    }));
});

describe("§7 TTIN shows the configuration in force", () => {
  test("with its files, and without its secrets", () =>
    withDirectory(
      {
        "conf.d/a.toml":
          '[faktory]\npassword = "s3cret-command"\nmax_line = 5\n[web]\npassword = "s3cret-web"\nreadonly_password = "s3cret-look"',
        "private.key.pem": "s3cret-key",
        "public.cert.pem": "",
      },
      ({ loaded, path }) =>
        expect(
          configurationLines(loaded({ d: "/srv/db", b: ":1" }, { FAKTORY_SKIP_PASSWORD: "1" })).map((each) => each.replaceAll(path, "DIR")),
        ).toEqual([
          "environment development, FAKTORY_SKIP_PASSWORD is set",
          "storage directory /srv/db",
          "config directory DIR",
          "file DIR/conf.d/a.toml",
          "TLS with DIR/public.cert.pem",
          '[faktory] binding = ":1"',
          "[faktory] password = ********",
          "[faktory] max_connections = 20000",
          "[faktory] max_line = 5",
          "[faktory] max_unsent = 67108864",
          "[faktory] min_free = the smaller of 256 MiB and 5 % of the file system",
          "[faktory] release_after = off: they stay reserved until their reservation ends",
          '[faktory] log_level = "info"',
          '[faktory] durability = "power"',
          '[web] binding = "localhost:7420"',
          "[web] password = ********",
          "[web] readonly_password = ********",
          '[web] prefix = ""',
          "[web] origins = []",
          "[statsd] location = none are sent",
          '[statsd] namespace = "faktory."',
          "[statsd] tags = []",
        ]),
    ));

  test("says that there is no password, and where the web port has its own from", () =>
    withDirectory({}, ({ loaded }) => {
      const lines = configurationLines(loaded());
      expect(lines).toContain("[faktory] password = none");
      expect(lines).toContain("[web] password = the password of the command port");
      expect(lines).toContain("TLS off");
    }));
});
