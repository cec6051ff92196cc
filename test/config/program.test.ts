import { describe, expect, test } from "bun:test";
import { Client } from "../support/client.ts";
import { refused, withChild } from "./child.ts";

const job = (jid: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[]}`;

describe("§7 a configuration that can't be used ends the program with 1, a line for each fault", () => {
  test("of its files", async () => {
    const files = { "conf.d/a.toml": "[faktory]\nmax_line = 'x'\nlog_level = 3", "conf.d/b.toml": "= 1", "private.key.pem": "key" };
    expect(await refused(files)).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(/^millrace: DIR\/conf\.d\/b\.toml is not valid TOML: line 1, column 1: /),
        `millrace: DIR/conf.d/a.toml: [faktory] max_line is "x": it must be a whole number of bytes from 1 to 268435456`,
        `millrace: DIR/conf.d/a.toml: [faktory] log_level is 3: it must be "error", "warn", "info" or "debug"`,
        "millrace: TLS needs both DIR/private.key.pem and DIR/public.cert.pem: DIR/public.cert.pem is missing",
      ],
    });
  });

  test("of its variables", async () => {
    expect(await refused({}, { env: { FAKTORY_PASSWORD: "/nowhere/at/all" } })).toEqual({
      code: 1,
      lines: ["millrace: FAKTORY_PASSWORD reads its password from /nowhere/at/all: there is no such file"],
    });
    expect(await refused({}, { env: { FAKTORY_ENV: "prod" } })).toEqual({
      code: 1,
      lines: ['millrace: FAKTORY_ENV is "prod": it must be "development", "staging" or "production"'],
    });
  });
});

describe("§7 signals", () => {
  test("HUP applies what it can, says the rest, keeps the old where the new is broken, and no connection is lost", () =>
    withChild({ "conf.d/a.toml": "[faktory]\nmax_lin = 5" }, async (child) => {
      expect(child.output()).toContain("a.toml: nobody knows [faktory] max_lin, it is passed over (did you mean [faktory] max_line?)");
      const client = await Client.greeted(child.port);
      child.write("conf.d/a.toml", '[faktory]\nlog_level = "debug"\nmax_unsent = 5');
      child.signal("SIGHUP");
      await child.says(/WARN +reload: \[faktory\] max_unsent changed to 5: it needs a restart\n/);
      await child.says(/INFO +reload: \[faktory\] log_level changed to "debug"\n/);
      (await Client.open(child.port)).say("GET / HTTP/1.1");
      await child.says(/DEBUG a connection from .* was sent away/);

      child.write("conf.d/a.toml", "[faktory]\nlog_level = debug");
      child.signal("SIGHUP");
      await child.says(/WARN +reload: .*a\.toml is not valid TOML: line 2, column 13: .*\n.*WARN +reload: the old configuration stays\n/);
      (await Client.open(child.port)).say("GET / HTTP/1.1");
      await child.says(/DEBUG a connection from .* was sent away/);

      child.write("conf.d/a.toml", '[faktory]\nlog_level = "error"');
      child.signal("SIGHUP");
      child.signal("SIGTTIN");
      await child.says(/state: configuration: \[faktory\] log_level = "error"\n/);
      expect(await client.ask(job("job-00001"))).toBe("+OK");
      expect((await child.end("SIGTERM")).code).toBe(0);
    }));

  test("TTIN writes the state without the password, and the server goes on", () =>
    withChild(
      {},
      async (child) => {
        child.signal("SIGTTIN");
        await child.says(/state: millrace \d.*process (\d+)/);
        await child.says(/state: configuration: \[faktory\] password = \*{8}\n/);
        await child.says(/state: configuration: \[web\] origins = \[\]\n/);
        expect(child.output()).not.toContain("s3cret");
        const client = await Client.open(child.port);
        expect(await client.reply()).toStartWith("+HI ");
        expect((await child.end("SIGINT")).code).toBe(0);
      },
      { env: { FAKTORY_PASSWORD: "s3cret" } },
    ));
});

describe("§1 the bounds that can be set are those that hold", () => {
  test("max_line and max_connections", () =>
    withChild({ "conf.d/a.toml": "[faktory]\nmax_line = 100\nmax_connections = 2" }, async ({ port }) => {
      const first = await Client.greeted(port);
      await Client.greeted(port);
      const third = await Client.open(port);
      await third.reply();
      expect(await third.ask('HELLO {"v":2}')).toBe("-ERR too many connections: 2");
      expect(await first.ask(job("job-00001"))).toBe("+OK");
      expect(await first.ask(job("j".repeat(100)))).toBe("-ERR line too long");
    }));

  test("§5 min_free, and after a reload the new one", () =>
    withChild({ "conf.d/a.toml": "[faktory]\nmin_free = 9007199254740991" }, async (child) => {
      const client = await Client.greeted(child.port);
      expect(await client.ask(job("job-00001"))).toBe("-ERR disk almost full");
      expect(await client.ask('PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[]}]')).toBe("-ERR disk almost full");
      expect(await client.ask("PUSHB []")).toBe("$ {}");
      expect(await client.ask("QUEUE PAUSE default")).toBe("+OK");
      child.write("conf.d/a.toml", "[faktory]\nmin_free = 1");
      child.signal("SIGHUP");
      await child.says(/INFO +there is room on the disk again \(\d+ MiB\): jobs are taken\n/);
      expect(await client.ask(job("job-00001"))).toBe("+OK");
    }));
});

describe("§6 throttles of conf.d", () => {
  test("§6 hold from the start, and after a HUP the new ones, for the jobs that are out too", () =>
    withChild({ "conf.d/a.toml": "[throttles]\ndefault = { concurrency = 2 }" }, async (child) => {
      const client = await Client.greeted(child.port);
      for (const jid of ["job-00001", "job-00002", "job-00003"]) expect(await client.ask(job(jid))).toBe("+OK");
      for (const jid of ["job-00001", "job-00002"]) expect(await client.ask("FETCH default")).toContain(jid);
      expect(await client.ask("FETCH default")).toBe("$-1");
      child.write("conf.d/a.toml", "[throttles]\ndefault = { concurrency = 3 }");
      child.signal("SIGHUP");
      await child.says(/INFO +reload: \[throttles\] changed: 1 queues are throttled\n/);
      expect(await client.ask("FETCH default")).toContain("job-00003");
    }));
});
