import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endChildren } from "../support/child-server.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { readConversations } from "./conversations.ts";
import { Disk } from "./disk.ts";
import { cutPower, someMoments, startMoments, tickMoments } from "./power-cut.ts";
import { buildRecorder } from "./recorder.ts";
import { record, type Recorded, type Run } from "./scenario.ts";
import { settingNumber } from "./settings.ts";
import { readStored } from "./stored.ts";
import { answeredTooEarly } from "./sync-order.ts";

const seed = settingNumber("POWER_SEED");
const states = settingNumber("POWER_STATES", 100);
const statesWithoutSync = 120;
const looksMax = 3;
const statesPerTick = 5;
/** Of a run; one more comes before the last is killed at rest. */
const ticks = 2;
const recordMsMax = 120_000;
const stateMsMax = 5_000;

/** The last one that is still in its queue. */
const tick = "(SELECT max(id) FROM cron_runs WHERE standing = 'enqueued' AND name LIKE 'crash-ticks-left-%')";
const ofTick = `name = (SELECT name FROM cron_runs WHERE id = ${tick})`;

/** So long that the log starts again at its beginning several times; a kill and a clean stop in between. */
const long: readonly Run[] = [
  { pushBytes: 1_000_000, logRestarts: 2, end: "SIGKILL", flushes: true },
  { pushBytes: 2_000_000, logRestarts: 0, ticks, end: "SIGTERM" },
  { pushBytes: 1_000_000, logRestarts: 0, end: "SIGKILL at rest" },
];
/** Something is there already, and then nothing is synced; last with SQLite's own syncs off, until the log starts again at its beginning. */
const before: Run = { pushBytes: 1_500_000, logRestarts: 0, end: "SIGKILL at rest" };
const unsyncedRun: Run = { pushBytes: 2_000_000, logRestarts: 0, moves: 3, end: "SIGKILL", withoutSync: "millrace.db-wal" };
const withoutSyncs: readonly (readonly Run[])[] = [
  [before, unsyncedRun],
  [before, { ...unsyncedRun, pushBytes: 4_000_000 }],
  [before, { ...unsyncedRun, flushes: true }],
];
const syncsOff: readonly Run[] = [{ pushBytes: 1_000_000, logRestarts: 1, end: "SIGKILL", withoutSync: "millrace.db" }];

suiteNeeding(["cc"], "power cut", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-power-"));
  // a state is made to be read once
  const directory = join(mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "millrace-state-")), "db");
  let recorded: Recorded;
  const unsynced: Recorded[] = [];
  let syncedByUsOnly: Recorded;

  beforeAll(async () => {
    console.log(`power cut: POWER_SEED=${seed} POWER_STATES=${states}`);
    const library = buildRecorder(folder);
    recorded = await record({ seed, library, folder: join(folder, "synced"), runs: long });
    for (const [number, runs] of withoutSyncs.entries()) {
      unsynced.push(await record({ seed, library, folder: join(folder, `unsynced-${number}`), runs }));
    }
    syncedByUsOnly = await record({ seed, library, folder: join(folder, "off"), runs: syncsOff });
  }, recordMsMax);

  afterAll(async () => {
    await endChildren();
    rmSync(folder, { recursive: true });
    rmSync(join(directory, ".."), { recursive: true });
  });

  test("nothing is missing in the recording: what it says was written is what lies on the disk", () => {
    const disk = new Disk();
    for (const event of recorded.events) disk.apply(event);
    const files = [...disk.whole()].filter(([name]) => name !== "millrace.pid");
    const differing = files.filter(([name, image]) => !image.equals(readFileSync(join(recorded.directory, name))));
    expect(differing.map(([name]) => name)).toEqual([]);
    expect(files.map(([name]) => name)).toContain("millrace.db-wal");
    expect(recorded.broken).toEqual([]);
  });

  test("§5 PUSH, PUSHB, FAIL, MUTATE, FLUSH, BATCH and TRACK SET are answered only after their bytes are synced", () => {
    const { promised } = readConversations(recorded.events);
    expect(promised.length).toBeGreaterThan(1_000);
    expect(answeredTooEarly(recorded.events, promised)).toEqual([]);
  });

  test("§5 without the sync, the test above fails", () => {
    for (const { events } of unsynced) {
      const { promised } = readConversations(events);
      const from = events.findLastIndex((event) => event.kind === "start");
      const late = promised.filter(({ receivedAt }) => receivedAt > from);
      expect(answeredTooEarly(events, late).length).toBeGreaterThan(late.length / 2);
    }
  });

  test(
    `§5 no power cut loses what was acknowledged: ${states} states, POWER_SEED=${seed}`,
    async () => {
      const { journal } = readConversations(recorded.events);
      const moments = someMoments(recorded.events, seed, states);
      expect(await cutPower({ events: recorded.events, journal, seed, moments, directory })).toEqual([]);
    },
    recordMsMax + states * stateMsMax,
  );

  test(
    `§5 a power cut while the server starts loses nothing either, POWER_SEED=${seed}`,
    async () => {
      const { journal } = readConversations(recorded.events);
      expect(await cutPower({ events: recorded.events, journal, seed, moments: startMoments(recorded.events), directory })).toEqual([]);
    },
    recordMsMax,
  );

  test(
    `§6 a power cut at a tick of cron leaves its job and its run, or neither, POWER_SEED=${seed}`,
    async () => {
      const { journal } = readConversations(recorded.events);
      const moments = tickMoments(recorded.events, seed, statesPerTick);
      expect(moments.length).toBeGreaterThan(ticks * statesPerTick);
      expect(await cutPower({ events: recorded.events, journal, seed, moments, directory })).toEqual([]);
    },
    recordMsMax,
  );

  test.each([
    ["a job without its run", `DELETE FROM cron_runs WHERE id = ${tick}`, / was pushed by cron and has no run$/],
    ["a run without its job", `DELETE FROM jobs WHERE id = ${tick}`, /^a run of cron has lost its job: /],
    ["a run of another job", `UPDATE cron_runs SET jid = 'other' WHERE id = ${tick}`, / tells of another job than it pushed$/],
    [
      "a tick that ran twice",
      `INSERT INTO cron_runs SELECT id + 1000000000, name, at, jid, 'success', changed FROM cron_runs WHERE id = ${tick}`,
      / ran twice at one tick$/,
    ],
    ["a tick that was not taken", `UPDATE cron_entries SET seen = seen - 1000000 WHERE ${ofTick}`, / ran at a tick that it has not taken$/],
    ["a tick that has no run", `UPDATE cron_entries SET seen = seen + 60000000 WHERE ${ofTick}`, / has taken a tick and has no run of it$/],
  ])("§6 ticks that were torn apart are found: %s", (_what, tear, fault) => {
    rmSync(directory, { recursive: true, force: true });
    cpSync(recorded.directory, directory, { recursive: true });
    const db = new Database(join(directory, "millrace.db"));
    db.run(tear);
    db.close();
    expect(readStored(directory).faults.filter((line) => fault.test(line)).length).toBeGreaterThan(0);
  });

  test.each([
    ["PUSH", / is lost$/],
    ["FAIL", /failure that was answered$|after its last fail was answered$|should be dead$/],
    ["MUTATE", /, its MUTATE takes it to /],
    ["QUEUE REMOVE", /after a REMOVE was answered$/],
    ["QUEUE PAUSE", /has not the pause that was answered last$/],
  ])(
    "§5 without the sync, power cuts undo what was acknowledged: %s",
    async (_verb, broken) => {
      const isSeen = () => undone.some((line) => broken.test(line));
      // Some verbs are rare in a run: it is cut at more moments until one is hit.
      for (; !isSeen() && looks < looksMax; looks += 1) {
        for (const one of unsynced) undone.push(...(await undoneBy(one, statesWithoutSync, seed + looks)));
      }
      expect(isSeen()).toBe(true);
    },
    recordMsMax,
  );

  test(
    "§5 with SQLite's own syncs off, power cuts lose what was acknowledged",
    async () => {
      const lines = await undoneBy(syncedByUsOnly, statesWithoutSync / 3, seed);
      expect(lines.filter((line) => / is lost$|malformed|corrupt|can't be used/.test(line)).length).toBeGreaterThan(0);
    },
    recordMsMax,
  );

  let looks = 0;
  const undone: string[] = [];
  async function undoneBy({ events }: Recorded, count: number, chance: number): Promise<string[]> {
    const { journal } = readConversations(events);
    const from = events.findLastIndex((event) => event.kind === "start");
    const moments = someMoments(events, chance, count, from);
    const broken = await cutPower({ events, journal, seed: chance, moments, directory, shownMax: Infinity });
    expect(broken.length).toBeGreaterThan(count / 10);
    return broken.flatMap(({ promises }) => promises);
  }
});
