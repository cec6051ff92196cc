import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../src/random.ts";
import { type ChildOptions, type ChildServer, endChildren, spawnChild, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { theEnd } from "./acts.ts";
import { type FollowedKind, wasHandedOut } from "./followed.ts";
import { brokenBatches } from "./followed-promises.ts";
import { readBatchTables } from "./followed-tables.ts";
import { Journal } from "./journal.ts";
import { startLoad } from "./load.ts";
import { brokenPromises } from "./promises.ts";
import { settingNumber } from "./settings.ts";
import { readStored } from "./stored.ts";
import { comeToRest, letLeasesLapse } from "./rest.ts";
import { countsOf, drain, impossibleCounts, miscounts, settleHeld } from "./survivors.ts";

const seed = settingNumber("KILL_SEED");
const rounds = settingNumber("KILL_ROUNDS", 50);
const startMsMax = 250;
const roundMsMin = 50;
const roundMsMax = 400;
/** A batch that is not committed lapses after 30 minutes, one that has ended is forgotten: it is judged before that. */
const batchMsMax = 25 * 60_000;
const testMsMax = 60_000 + rounds * 10_000;

/** They hold nobody up: what is looked at is that slots are counted with the jobs that take them up. */
const throttles = `[throttles]
crash-b = { concurrency = 100000, timeout = 3600 }
crash-c = { rate = 100000, per = 86400 }
`;

const folder = mkdtempSync(join(tmpdir(), "millrace-kill-"));

afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

/** A storage whose server is killed again and again. */
interface Victim {
  readonly options: ChildOptions;
  readonly random: Random;
  readonly journal: Journal;
}

/** Kills a server that is about to start, wherever it is in that. */
async function killWhileStarting({ options, random, journal }: Victim): Promise<void> {
  const server = spawnChild(options);
  await Bun.sleep(random.below(startMsMax));
  await server.end("SIGKILL");
  journal.serverEnded();
}

/** Loads the server for a moment and kills it in the middle. */
async function killUnderLoad(server: ChildServer, { random, journal }: Victim, round: number): Promise<void> {
  const shape = { pushers: 3, pausers: 1, workers: 4, bulkMax: 300, paddingMax: 5_000, readyMax: 2_000, flushes: round % 4 === 2 };
  const load = startLoad({ port: server.port, random, journal, name: `round${round}`, ...shape, committers: 4 });
  await Bun.sleep(roundMsMin + random.below(roundMsMax - roundMsMin));
  const { signal } = await server.end("SIGKILL");
  if (signal !== "SIGKILL") throw new Error(`the server ended by itself:\n${server.output()}`);
  await load.closed;
  journal.serverEnded();
}

/** Looks at what a restarted server says, and settles jobs from before; half of the times only once it has finished what was under way. */
async function lookAtSurvivors(server: ChildServer, { options, random, journal }: Victim): Promise<string[]> {
  const client = await Client.greeted(server.port);
  const isAtRest = random.below(2) === 0;
  if (isAtRest) await comeToRest(options.directory);
  journal.forgetBatches(performance.now() - batchMsMax);
  const broken = brokenBatches(journal, readBatchTables(options.directory));
  const impossible = impossibleCounts(journal, await countsOf(client));
  const unsettled = isAtRest ? await settleHeld(client, journal, random) : [];
  client.close();
  return [...broken, ...impossible, ...unsettled, ...journal.broken];
}

/** Starts the server a last time: all that is ready is handed out, what it says is what lies in its tables, and all of that is right. */
async function judgeLast({ options, random, journal }: Victim): Promise<void> {
  const last = await startChild(options);
  await comeToRest(options.directory);
  const client = await Client.greeted(last.port);
  expect(impossibleCounts(journal, await countsOf(client))).toEqual([]);
  expect(await drain(client, journal)).toEqual([]);
  expect(await settleHeld(client, journal, random)).toEqual([]);
  expect(journal.broken).toEqual([]);
  const countsAtEnd = await countsOf(client);
  client.close();
  expect(await last.end("SIGTERM")).toMatchObject({ code: 0 });

  const stored = readStored(options.directory);
  expect(stored.operations).toBe(0);
  expect(brokenPromises({ journal, until: theEnd, crash: "process" }, stored)).toEqual([]);
  expect(miscounts(countsAtEnd, stored)).toEqual([]);
  expect(brokenBatches(journal, readBatchTables(options.directory))).toEqual([]);
}

test.each(["power", "process"] as const)(
  `§5 kill -9 under load loses nothing with durability "%s", ${rounds / 2} rounds, KILL_SEED=${seed}`,
  async (durability) => {
    console.log(`kill -9: KILL_SEED=${seed} KILL_ROUNDS=${rounds}`);
    const options = { directory: join(folder, durability), logs: join(folder, `${durability}.logs`) };
    const configuration = join(options.logs, "config/conf.d");
    mkdirSync(configuration, { recursive: true });
    writeFileSync(join(configuration, "durability.toml"), `[faktory]\ndurability = "${durability}"\n${throttles}`);
    const victim: Victim = { options, random: seededRandom(seed), journal: new Journal() };
    const { random, journal } = victim;
    let lapsed = 0;
    for (let round = 0; round < rounds / 2; round++) {
      if (round % 3 === 1) await killWhileStarting(victim);
      if (round % 5 === 3) lapsed += letLeasesLapse(options.directory, journal, random);
      const server = await startChild(options);
      expect({ round, broken: await lookAtSurvivors(server, victim) }).toEqual({ round, broken: [] });
      await killUnderLoad(server, victim, round);
    }
    await judgeLast(victim);
    expect(journal.jobs.size).toBeGreaterThan(rounds * 50);
    console.log(inWords(journal, lapsed));
    expect(Math.min(...Object.values(calledOf(journal)))).toBeGreaterThan(0);
  },
  testMsMax,
);

/** How many callbacks were handed out. */
function calledOf({ callbacks }: Pick<Journal, "callbacks">): Record<FollowedKind, number> {
  const count = (wanted: FollowedKind) => [...callbacks.values()].filter(({ kind, job }) => kind === wanted && wasHandedOut(job)).length;
  return { complete: count("complete"), success: count("success") };
}

/** What the clients did, for people who want to know whether the test can fail. */
function inWords({ jobs, flushes, removals, churns, batches, pauses, followed, callbacks }: Journal, lapsed: number): string {
  const settled = [...jobs.values()].reduce((sum, job) => sum + job.settlings.length, 0);
  const moves = [...batches.values()].reduce((sum, batch) => sum + batch.moves.length, 0);
  const counts = { jobs: jobs.size, settled, lapsed, MUTATE: churns.length + moves, FLUSH: flushes.length, REMOVE: removals.length };
  return `kill -9: ${JSON.stringify({ ...counts, pauses: pauses.length, batches: followed.size, ...calledOf({ callbacks }) })}`;
}
