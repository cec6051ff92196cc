import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { Client } from "../support/client.ts";
import { withServer } from "../support/server.ts";

const good = (index: number) => `{"jid":"long-${100_000 + index}","jobtype":"Long","args":[]}`;
/** More than is read in one go. */
const count = Math.ceil((2.5 * limits.bulkAtOnceBytes) / good(0).length);
const goodJobs = Array.from({ length: count }, (_, index) => good(index));

const queued = async (client: Client) => JSON.parse((await client.ask("INFO")).slice(2)).faktory.queues;

describe("§3 PUSHB longer than is read in one go", () => {
  test("stores its jobs in their order, and names those that it does not store", () =>
    withServer(async ({ port }) => {
      const client = await Client.greeted(port);
      const odd = ['{"jid":"short","jobtype":"Long","args":[]}', '{"args":[]}', '{"jobtype":"Long"}', '{"jid":"no-type-1","args":[]}'];
      const reply = await client.ask(`PUSHB [${[...goodJobs.slice(0, 10), ...odd, ...goodJobs.slice(10)].join(",")}]`);
      expect(JSON.parse(reply.slice(2))).toEqual({
        short: "jobs must have a reasonable jid parameter",
        "": "jobs must have a reasonable jid parameter",
        "no-type-1": "jobs must have a jobtype parameter",
      });
      expect(await queued(client)).toEqual({ default: count });
      for (let index = 0; index < 20; index += 1) expect(await client.ask("FETCH default")).toContain(`long-${100_000 + index}`);
    }));

  test.each([
    ["is malformed at its very end", `PUSHB [${goodJobs.join(",")}`, /^-ERR invalid JSON: unexpected end$/],
    ["has a job that is none at its end", `PUSHB [${goodJobs.join(",")},7]`, /^-ERR invalid JSON: job \d+ must be an object$/],
    ["has something behind it", `PUSHB [${goodJobs.join(",")}] x`, /^-ERR invalid JSON: unexpected character x/],
    [
      "has too many that can't be stored",
      `PUSHB [${goodJobs.join(",")}${',{"jid":"x"}'.repeat(limits.bulkFaultsMax + 1)}]`,
      /^-ERR more than 100000 of the jobs can't be stored, none is$/,
    ],
  ])("%s: nothing is stored", (_, line, refusal) =>
    withServer(async ({ port }) => {
      const client = await Client.greeted(port);
      expect(await client.ask(line)).toMatch(refusal);
      expect(await queued(client)).toEqual({});
    }),
  );

  test("does not keep others waiting: a PUSH that comes with it is answered first", () =>
    withServer(async ({ port }) => {
      const [long, other] = [await Client.greeted(port), await Client.greeted(port)];
      const order: string[] = [];
      long.say(`PUSHB [${goodJobs.join(",")}]`);
      await other.ask(`PUSH ${good(count)}`);
      const inTheMiddle = (await queued(other)).default;
      const answered = long.reply().then(() => order.push("long"));
      for (let more = 1; order.length === 0 && more <= 5; more += 1) await other.ask(`PUSH ${good(count + more)}`);
      order.push("other");
      await answered;
      expect(order).toEqual(["other", "long"]);
      expect(inTheMiddle).toBeLessThan(count);
    }));
});
