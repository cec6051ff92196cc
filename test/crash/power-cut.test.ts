import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endChildren } from "../support/child-server.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { readConversations } from "./conversations.ts";
import { Disk } from "./disk.ts";
import { cutPower, someMoments, startMoments } from "./power-cut.ts";
import { buildRecorder } from "./recorder.ts";
import { record, type Recorded, type Run } from "./scenario.ts";
import { settingNumber } from "./settings.ts";
import { answeredTooEarly } from "./sync-order.ts";

const seed = settingNumber("POWER_SEED");
const states = settingNumber("POWER_STATES", 100);
const statesWithoutSync = 40;
const recordMsMax = 120_000;
const stateMsMax = 5_000;

/** So long that the log starts again at its beginning several times; a kill and a clean stop in between. */
const long: readonly Run[] = [
  { pushBytes: 1_000_000, logRestarts: 2, end: "SIGKILL" },
  { pushBytes: 2_000_000, logRestarts: 0, end: "SIGTERM" },
  { pushBytes: 1_000_000, logRestarts: 0, end: "SIGKILL at rest" },
];
const short: readonly Run[] = [{ pushBytes: 3_000_000, logRestarts: 0, end: "SIGKILL" }];

suiteNeeding(["cc"], "power cut", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-power-"));
  // a state is made to be read once
  const directory = join(mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "millrace-state-")), "db");
  let recorded: Recorded;
  let unsynced: Recorded;

  beforeAll(async () => {
    console.log(`power cut: POWER_SEED=${seed} POWER_STATES=${states}`);
    const library = buildRecorder(folder);
    recorded = await record({ seed, library, folder: join(folder, "synced"), runs: long });
    unsynced = await record({ seed, library, folder: join(folder, "unsynced"), runs: short, withoutSync: "millrace.db-wal" });
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

  test("§5 PUSH, PUSHB and FAIL are answered only after their bytes are synced", () => {
    const { promised } = readConversations(recorded.events);
    expect(promised.length).toBeGreaterThan(1_000);
    expect(answeredTooEarly(recorded.events, promised)).toEqual([]);
  });

  test("§5 without the sync, the test above fails", () => {
    const { promised } = readConversations(unsynced.events);
    const tooEarly = answeredTooEarly(unsynced.events, promised);
    expect(tooEarly.length).toBeGreaterThan(promised.length / 2);
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
    "§5 without the sync, power cuts lose what was acknowledged",
    async () => {
      const { journal } = readConversations(unsynced.events);
      const moments = someMoments(unsynced.events, seed, statesWithoutSync);
      const broken = await cutPower({ events: unsynced.events, journal, seed, moments, directory });
      expect(broken.filter(({ promises }) => promises.some((promise) => promise.endsWith("is lost"))).length).toBeGreaterThan(
        statesWithoutSync / 4,
      );
    },
    recordMsMax,
  );
});
