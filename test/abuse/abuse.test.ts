import { afterAll, beforeAll, expect, test } from "bun:test";
import { settingNumber } from "../crash/settings.ts";
import { readStored } from "../crash/stored.ts";
import { endChildren } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { attack } from "./attack.ts";
import { besiege, type Siege } from "./siege.ts";
import { comeAsStrangers, keepSilent, makeQueues, readLate, sendLongLine, waitForMany } from "./tricks.ts";

const seed = settingNumber("ABUSE_SEED");
const commands = settingNumber("ABUSE_COMMANDS", 20_000);
const isLong = commands >= 1_000_000;
const recklessShare = 0.1;
const mebibyte = 1_048_576;
const memoryLeftMax = 50;
const patienceMs = 60_000;
const lookMs = 250;
const testMsMax = 120_000 + commands * 2;

let siege: Siege;
beforeAll(async () => {
  siege = await besiege(seed);
}, testMsMax);
afterAll(async () => {
  await endChildren();
  siege.lift();
});

function assail(title: string, assault: () => Promise<void>): void {
  test(
    `§1 ${title}`,
    async () => {
      await assault();
      await siege.report(`during: ${title}`);
      expect(siege.server.hasEnded()).toBe(false);
    },
    testMsMax,
  );
}

assail(`${commands} commands, most of them broken, get one reply each or an error and the end, ABUSE_SEED=${seed}`, async () => {
  const report = await attack({ port: siege.server.port, seed, commands, isReckless: false });
  const { faults, ...counts } = report;
  console.log(`abuse: ABUSE_SEED=${seed} ABUSE_COMMANDS=${commands} ${JSON.stringify(counts)}`);
  expect(faults).toEqual([]);
});

const silent = isLong ? 10_000 : 500;
assail(`${silent} connections that never say HELLO are closed`, async () => {
  expect(await keepSilent(siege.server.port, silent)).toEqual([]);
});

const longest = isLong ? 1_024 : 96;
assail(`a line of ${longest} MiB is refused, and its connection closed`, async () => {
  expect(await sendLongLine(siege.server.port, longest * mebibyte)).toEqual(["-ERR line too long", "closed"]);
});

assail("100,000 commands whose replies nobody reads are answered all the same once somebody does", async () => {
  expect(await readLate(siege.server.port, 100_000, () => Bun.sleep(2_000))).toBeUndefined();
});

assail("HTTP, TLS and others that took the wrong port are told so once, and closed", async () => {
  expect((await comeAsStrangers(siege.server.port)).filter((fault) => fault !== undefined)).toEqual([]);
});

assail("FETCHes of 10,000 queues wait, and are reset", () => waitForMany(siege.server.port, isLong ? 1_000 : 50));

assail("100,000 queues are made, and asked for a thousand times", async () => {
  expect(await makeQueues(siege.server.port, 100_000)).toEqual(new Set(["$ {}"]));
});

test(
  `§1 a well-behaved worker got every job of its producer meanwhile, byte for byte, ABUSE_SEED=${seed}`,
  async () => {
    const { faults } = await siege.pair.stop();
    expect(faults).toEqual([]);
  },
  testMsMax,
);

test(
  `§1 with FLUSH and QUEUE on all queues among them too, ABUSE_SEED=${seed}`,
  async () => {
    const { faults } = await attack({ port: siege.server.port, seed: seed + 1, commands: commands * recklessShare, isReckless: true });
    expect(faults).toEqual([]);
  },
  testMsMax,
);

test(
  "§1 what the attack left in memory is given back",
  async () => {
    const client = await Client.greeted(siege.server.port);
    const withLeftovers = Math.round(siege.residentMebibytes());
    expect(await client.ask("FLUSH")).toBe("+OK");
    const most = siege.mebibytesBefore + memoryLeftMax;
    for (const until = performance.now() + patienceMs; siege.residentMebibytes() > most && performance.now() < until;)
      await Bun.sleep(lookMs);
    const after = Math.round(siege.residentMebibytes());
    console.log(
      `memory: ${Math.round(siege.mebibytesBefore)} MB before, ${withLeftovers} MB with what was left, ${after} MB after a FLUSH`,
    );
    expect(after).toBeLessThan(most);
    client.close();
  },
  testMsMax,
);

test(
  "§1 no client was worth a line in the log, and the server stops as ever",
  async () => {
    expect(siege.loudLines()).toEqual([]);
    expect(await siege.server.end("SIGTERM")).toMatchObject({ code: 0 });
    expect(readStored(siege.directory).faults).toEqual([]);
  },
  testMsMax,
);
