import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endChildren, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { theEnd } from "./acts.ts";
import { Journal } from "./journal.ts";
import { startLoad } from "./load.ts";
import { brokenPromises } from "./promises.ts";
import { comeToRest } from "./rest.ts";
import { settingNumber } from "./settings.ts";
import { readStored } from "./stored.ts";
import { countsOf, drain, miscounts, settleHeld } from "./survivors.ts";

const seed = settingNumber("STOP_SEED");
const folder = mkdtempSync(join(tmpdir(), "millrace-stop-"));
const loadMs = 500;
const stopMsMax = 5_000;
const testMsMax = 60_000;

afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(
    `§1 ${signal} under load stops cleanly, and nothing that was answered is missing after it, STOP_SEED=${seed}`,
    async () => {
      const directory = join(folder, signal);
      const random = seededRandom(seed);
      const journal = new Journal();
      const server = await startChild({ directory });
      const shape = { pushers: 3, pausers: 1, workers: 4, bulkMax: 300, paddingMax: 5_000, readyMax: 2_000, flushes: true };
      const load = startLoad({ port: server.port, random, journal, name: `until-${signal}`, ...shape });
      const waiting = await Client.greeted(server.port);
      await Bun.sleep(loadMs);
      // a FETCH that waits, and behind it a command that is not started before the FETCH is answered
      waiting.send('FETCH nobody-pushes-here\nACK {"jid":"nobody-holds"}\n');
      await countsOf(await Client.greeted(server.port));

      const end = await server.end(signal);
      await load.closed;
      expect(end).toMatchObject({ code: 0, signal: null });
      expect(end.milliseconds).toBeLessThan(stopMsMax);
      expect([await waiting.reply(), await waiting.reply(), await waiting.reply()]).toEqual(["$-1", "-ERR shutdown in progress", "closed"]);
      expect(brokenPromises({ journal, until: theEnd, crash: "process" }, readStored(directory))).toEqual([]);

      journal.serverEnded();
      const next = await startChild({ directory });
      await comeToRest(directory);
      const client = await Client.greeted(next.port);
      expect(await settleHeld(client, journal, random)).toEqual([]);
      expect(await drain(client, journal)).toEqual([]);
      const counts = await countsOf(client);
      client.close();
      expect(await next.end(signal)).toMatchObject({ code: 0 });
      const stored = readStored(directory);
      expect(brokenPromises({ journal, until: theEnd, crash: "process" }, stored)).toEqual([]);
      expect(miscounts(counts, stored)).toEqual([]);
      expect(journal.broken).toEqual([]);
      expect(journal.jobs.size).toBeGreaterThan(100);
    },
    testMsMax,
  );
}
