import { describe, expect, test } from "bun:test";
import { listener } from "../metrics/listener.ts";
import { Client } from "../support/client.ts";
import { type ConfiguredChild, refused, withChild } from "./child.ts";

const entry = (name: string, schedule: string) =>
  `[[cron]]\nname = "${name}"\nschedule = "${schedule}"\n[cron.job]\ntype = "Report"\nqueue = "reports"\n`;

/** At the start: within a second, before or behind the greeting. */
async function said(child: ConfiguredChild, pattern: RegExp): Promise<void> {
  const until = performance.now() + 5_000;
  while (!pattern.test(child.output()) && performance.now() < until) await Bun.sleep(10);
  expect(child.output()).toMatch(pattern);
}

describe("§7 HUP of cron and metrics", () => {
  test("§6 each cron entry that is loaded is a line in the log; a bad one keeps the old set", () =>
    withChild({ "conf.d/a.toml": entry("A", "CRON_TZ=Europe/Berlin 0 3 * * *") + entry("B", "@every 1s") }, async (child) => {
      await said(child, /INFO +cron A: CRON_TZ=Europe\/Berlin 0 3 \* \* \*, Report to reports, next 20\d\d-/);
      await said(child, /INFO +cron B: @every 1s, Report to reports, next /);
      const client = await Client.greeted(child.port);
      expect(await client.ask("FETCH reports")).toMatch(/^\$ \{"jid":"[\w-]{16}","jobtype":"Report"/);
      child.write("conf.d/a.toml", entry("A", "61 * * * *"));
      child.signal("SIGHUP");
      await child.says(/WARN +reload: .*a\.toml: \[\[cron\]\] 1 \("A"\): schedule is "61 \* \* \* \*": Invalid value for minute: 61\n/);
      expect(await client.ask("FETCH reports")).toStartWith("$ {");
      child.write("conf.d/a.toml", entry("C", "@hourly"));
      child.signal("SIGHUP");
      await child.says(/INFO +cron C: @hourly, Report to reports, next /);
      client.close();
    }));

  test("§6 a bad cron entry stops the start, and is named with its file", async () => {
    expect(await refused({ "conf.d/a.toml": entry("A", "@hourly"), "conf.d/b.toml": entry("B", "soon") })).toEqual({
      code: 1,
      lines: [
        'millrace: DIR/conf.d/b.toml: [[cron]] 1 ("B"): schedule is "soon": it must have five or six fields, or be @hourly, @every 10m and the like',
      ],
    });
  });

  test("§6 metrics go where a HUP says, and what was counted goes out at the end", async () => {
    const heard = await listener();
    await withChild({}, async (child) => {
      child.write("conf.d/a.toml", `[statsd]\nlocation = "127.0.0.1:${heard.port}"`);
      child.signal("SIGHUP");
      await child.says(/INFO +sending metrics to 127\.0\.0\.1, port \d+\n/);
      const client = await Client.greeted(child.port);
      await client.ask('PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}');
      await client.ask("FETCH default");
      await client.ask('ACK {"jid":"job-00001"}');
      client.close();
      expect((await child.end("SIGTERM")).code).toBe(0);
      await heard.heard("faktory.jobs.count:1|c|#queue:default,jobtype:Mail");
    });
    heard.close();
  });
});
