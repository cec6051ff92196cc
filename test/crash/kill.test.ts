import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../src/random.ts";
import { type ChildServer, endChildren, spawnChild, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { Journal, theEnd } from "./journal.ts";
import { startLoad } from "./load.ts";
import { brokenPromises } from "./promises.ts";
import { settingNumber } from "./settings.ts";
import { readStored } from "./stored.ts";
import { countsOf, drain, impossibleCounts, miscounts, settleHeld } from "./survivors.ts";

const seed = settingNumber("KILL_SEED");
const rounds = settingNumber("KILL_ROUNDS", 20);
const startMsMax = 250;
const roundMsMin = 100;
const roundMsMax = 700;
const testMsMax = 60_000 + rounds * 10_000;

const directory = join(mkdtempSync(join(tmpdir(), "millrace-kill-")), "db");
const random = seededRandom(seed);

afterAll(async () => {
  await endChildren();
  rmSync(join(directory, ".."), { recursive: true });
});

/** Kills a server that is about to start, wherever it is in that. */
async function killWhileStarting(): Promise<void> {
  const server = spawnChild({ directory });
  await Bun.sleep(random.below(startMsMax));
  await server.end("SIGKILL");
}

/** Loads the server for a moment and kills it in the middle. */
async function killUnderLoad(server: ChildServer, journal: Journal, round: number): Promise<void> {
  const shape = { pushers: 3, pausers: 1, workers: 4, bulkMax: 300, paddingMax: 5_000, readyMax: 2_000 };
  const load = startLoad({ port: server.port, random, journal, name: `round${round}`, ...shape });
  await Bun.sleep(roundMsMin + random.below(roundMsMax - roundMsMin));
  const { signal } = await server.end("SIGKILL");
  if (signal !== "SIGKILL") throw new Error(`the server ended by itself:\n${server.output()}`);
  await load.closed;
}

/** Looks at what a restarted server says, and settles jobs from before. */
async function lookAtSurvivors(server: ChildServer, journal: Journal, chance: Random): Promise<string[]> {
  const client = await Client.greeted(server.port);
  const impossible = impossibleCounts(journal, await countsOf(client));
  const unsettled = await settleHeld(client, journal, chance);
  client.close();
  return [...impossible, ...unsettled, ...journal.broken];
}

test(
  `§5 kill -9 under load loses nothing, ${rounds} rounds, KILL_SEED=${seed}`,
  async () => {
    console.log(`kill -9: KILL_SEED=${seed} KILL_ROUNDS=${rounds}`);
    const journal = new Journal();
    for (let round = 0; round < rounds; round++) {
      if (round % 3 === 1) await killWhileStarting();
      const server = await startChild({ directory });
      expect({ round, broken: await lookAtSurvivors(server, journal, random) }).toEqual({ round, broken: [] });
      await killUnderLoad(server, journal, round);
    }

    const last = await startChild({ directory });
    const client = await Client.greeted(last.port);
    expect(impossibleCounts(journal, await countsOf(client))).toEqual([]);
    expect(await drain(client, journal)).toEqual([]);
    expect(await settleHeld(client, journal, random)).toEqual([]);
    expect(journal.broken).toEqual([]);
    const countsAtEnd = await countsOf(client);
    client.close();
    expect(await last.end("SIGTERM")).toMatchObject({ code: 0 });

    const stored = readStored(directory);
    expect(brokenPromises({ journal, until: theEnd, crash: "process" }, stored)).toEqual([]);
    expect(miscounts(countsAtEnd, stored)).toEqual([]);
    expect(journal.jobs.size).toBeGreaterThan(rounds * 100);
  },
  testMsMax,
);
