import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { silentLog } from "../../src/log.ts";
import { PasswordChecks } from "../../src/server/password-checks.ts";
import { passwordHash } from "../../src/wire/password.ts";
import { Client } from "../support/client.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { manualClock } from "../support/manual-clock.ts";
import { logInto, withServer } from "../support/server.ts";

const password = "foobar";
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Checks under a clock that goes on by that much each time it is read. */
function checksAtPace(milliseconds: number) {
  let now = 0;
  const clock = { ...manualClock(), monotonic: () => (now += milliseconds) };
  return new PasswordChecks({ password, clock, random: seededRandom(7), log: silentLog });
}

const proof = (challenge: { rounds: number; salt: string }, isAwaited = () => true) => ({
  challenge,
  pwdhash: passwordHash(password, challenge.salt, challenge.rounds),
  origin: "127.0.0.1",
  isAwaited,
});

describe("§1 a challenge", () => {
  test("is new for each connection: 63 bits, and 4000 to 8095 rounds, which all occur", () => {
    const checks = checksAtPace(0);
    const challenges = Array.from({ length: 60_000 }, () => checks.challenge());
    for (const { salt } of challenges) expect(salt).toMatch(/^[0-7][0-9a-f]{15}$/);
    expect(new Set(challenges.map(({ salt }) => salt)).size).toBe(challenges.length);
    const rounds = challenges.map((each) => each.rounds);
    expect([Math.min(...rounds), Math.max(...rounds)]).toEqual([4_000, 8_095]);
  });

  test("of one connection is not answered with that of another", async () => {
    const checks = checksAtPace(0);
    const [mine, other] = [checks.challenge(), checks.challenge()];
    expect(await checks.check(proof(mine))).toBe(true);
    expect(await checks.check({ ...proof(other), challenge: mine })).toBe(false);
  });
});

describe("§1 a flood of handshakes", () => {
  test("is checked a few a turn, in the order it came, so that commands run in between", async () => {
    const checks = checksAtPace(limits.passwordMsPerTurn / 2);
    const challenge = { rounds: 10, salt: "00" };
    const done: number[] = [];
    const all = Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        expect(await checks.check(proof(challenge))).toBe(true);
        done.push(index);
      }),
    );
    for (let turn = 0; done.length < 30; turn += 1) {
      const before = done.length;
      await nextTurn();
      expect(done.length - before).toBeLessThanOrEqual(2);
      expect(turn).toBeLessThan(40);
    }
    await all;
    expect(done).toEqual(done.toSorted((one, other) => one - other));
  });

  test("takes no more than its share of the time: behind turns that are short it is one a turn", async () => {
    const checks = checksAtPace(0.01);
    let done = 0;
    for (let count = 0; count < 300; count += 1) void checks.check(proof({ rounds: 1, salt: "00" })).then(() => (done += 1));
    await nextTurn();
    // The first turn, before which there was time for all, takes what one may.
    expect(done).toBeGreaterThan(50);
    for (let turn = 0; turn < 20; turn += 1) {
      const before = done;
      await nextTurn();
      await Promise.resolve();
      expect(done - before).toBe(1);
    }
  });

  test("is checked one a turn where a check takes longer than its share", async () => {
    const checks = checksAtPace(limits.passwordMsPerTurn * 10);
    let done = 0;
    for (let count = 0; count < 5; count += 1) void checks.check(proof({ rounds: 10, salt: "00" })).then(() => (done += 1));
    for (let turn = 1; turn <= 5; turn += 1) {
      await nextTurn();
      await Promise.resolve();
      expect(done).toBe(turn);
    }
  });

  test("costs nothing for who has gone, nor for what can't be a hash", async () => {
    const checks = checksAtPace(0);
    const unhashable = { rounds: Number.POSITIVE_INFINITY, salt: "00" };
    const pwdhash = "0".repeat(64);
    expect(await checks.check({ challenge: unhashable, pwdhash, origin: "", isAwaited: () => false })).toBe(false);
    expect(await checks.check({ challenge: unhashable, pwdhash: "no hash", origin: "", isAwaited: () => true })).toBe(false);
  });

  test("of wrong passwords is a warning once a minute", async () => {
    const clock = manualClock();
    const logged: string[] = [];
    const checks = new PasswordChecks({ password, clock, random: seededRandom(7), log: logInto(logged) });
    const wrong = { ...proof({ rounds: 10, salt: "00" }), pwdhash: "0".repeat(64), origin: "10.0.0.7" };
    for (let count = 0; count < 100; count += 1) await checks.check(count % 2 ? wrong : { ...wrong, pwdhash: "" });
    expect(logged).toEqual([expect.stringMatching(/^warn .*10\.0\.0\.7.*password is wrong or missing/)]);
    await clock.advance(60_000);
    await checks.check(wrong);
    expect(logged).toHaveLength(2);
    expect(logged.join()).not.toContain(password);
  });
});

describe("§1 a connection whose password is being checked", () => {
  test("may go: it takes no place, and its worker is not known", () =>
    withServer(
      async (server) => {
        const pwdhash = passwordHash(password, "0001020304050607", 4_000);
        for (let count = 0; count < 20; count += 1) {
          const client = await Client.open(server.port);
          await client.reply();
          client.say(`HELLO {"v":2,"wid":"w1","pwdhash":"${pwdhash}"}`);
          await nextTurn();
          client.socket.resetAndDestroy();
        }
        await (await Client.open(server.port)).reply();
        await server.clock.settled();
        expect(server.connections.counts().connections).toBe(0);
        expect((await server.engine.numbers()).workers).toBe(0);
        expect(server.logged.filter((line) => !line.startsWith("debug"))).toEqual([]);
      },
      {},
      { password },
    ));
});
