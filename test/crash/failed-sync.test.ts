import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endChildren } from "../support/child-server.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { readConversations } from "./conversations.ts";
import { cutPower, someMoments, startMoments } from "./power-cut.ts";
import { buildRecorder } from "./recorder.ts";
import { record, type Run } from "./scenario.ts";
import { settingNumber } from "./settings.ts";
import { answeredTooEarly } from "./sync-order.ts";

const seed = settingNumber("POWER_SEED");
const states = settingNumber("POWER_STATES", 12);
const testMsMax = 120_000 + states * 5_000;

suiteNeeding(["cc"], "failed sync", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-failed-sync-"));
  const directory = join(mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "millrace-state-")), "db");
  let library = "";

  beforeAll(() => {
    library = buildRecorder(folder);
  });

  afterAll(async () => {
    await endChildren();
    for (const path of [folder, join(directory, "..")]) rmSync(path, { recursive: true });
  });

  const after: readonly Run[] = [
    { logRestarts: 1, pushBytes: 1_000_000, end: "SIGKILL" },
    { logRestarts: 0, pushBytes: 500_000, end: "SIGKILL" },
  ];

  test.each([
    ["log", 30],
    ["log, after it has started again at its beginning", 130],
    ["database", 2],
  ])(
    `§5 a failed sync of the %s ends the process; neither it nor a power cut after it loses what was acknowledged, POWER_SEED=${seed}`,
    async (what, number) => {
      const file = what === "database" ? "millrace.db" : "millrace.db-wal";
      const first: Run = { logRestarts: 0, pushBytes: Infinity, end: "failed sync", failSync: { file, number } };
      const { events, broken } = await record({ seed, library, folder: join(folder, `${file}-${number}`), runs: [first, ...after] });
      const { journal, promised } = readConversations(events);
      expect(broken).toEqual([]);
      expect(events.filter((event) => event.kind === "sync failed" && event.file === file)).not.toEqual([]);
      expect(answeredTooEarly(events, promised)).toEqual([]);
      const moments = [...someMoments(events, seed, states), ...startMoments(events)];
      expect(await cutPower({ events, journal, seed, moments, directory })).toEqual([]);
    },
    testMsMax,
  );
});
