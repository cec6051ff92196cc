import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endChildren, startChild } from "../support/child-server.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { settingNumber } from "./settings.ts";
import { readStored } from "./stored.ts";

const seed = settingNumber("KILL_SEED");
const kills = 5;
const lifeMsMin = 600;
const lifeMsMax = 1_600;

const folder = mkdtempSync(join(tmpdir(), "millrace-cron-"));

afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

test(`§6 kill -9 while cron runs every second: each tick is pushed at most once, with its record, KILL_SEED=${seed}`, async () => {
  const random = seededRandom(seed);
  const options = { directory: join(folder, "db"), logs: join(folder, "logs") };
  mkdirSync(join(options.logs, "config/conf.d"), { recursive: true });
  const entry = (name: string) => `[[cron]]\nname = "${name}"\nschedule = "* * * * * *"\n[cron.job]\ntype = "Tick"\nqueue = "${name}"\n`;
  writeFileSync(join(options.logs, "config/conf.d/cron.toml"), Array.from({ length: 40 }, (_, index) => entry(`tick-${index}`)).join(""));
  const begin = performance.now();
  for (let round = 0; round < kills; round += 1) {
    const server = await startChild(options);
    await Bun.sleep(lifeMsMin + random.below(lifeMsMax - lifeMsMin));
    await server.end("SIGKILL");
  }
  const seconds = Math.ceil((performance.now() - begin) / 1_000) + 1;
  const server = await startChild(options);
  expect((await server.end("SIGTERM")).code).toBe(0);

  expect(readStored(options.directory).faults).toEqual([]);
  const db = new Database(join(options.directory, "millrace.db"), { readonly: true });
  const jobs = db.query<{ queue: string; jobs: number }, []>("SELECT queue, count(*) AS jobs FROM jobs GROUP BY queue").all();
  const runs = db.query<{ name: string; runs: number }, []>("SELECT name, count(*) AS runs FROM cron_runs GROUP BY name").all();
  db.close();
  expect(jobs.length).toBeGreaterThan(0);
  expect(Math.max(...jobs.map((queue) => queue.jobs))).toBeLessThanOrEqual(seconds);
  // The last 20 runs are remembered: as long as there are no more of them, each job has its run.
  const recorded = new Map(runs.map((each) => [each.name, each.runs]));
  for (const { queue, jobs: count } of jobs) expect({ queue, runs: recorded.get(queue) }).toEqual({ queue, runs: Math.min(count, 20) });
}, 60_000);
