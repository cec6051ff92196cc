import { describe, expect, test } from "bun:test";
import type { Config } from "../../src/config/config.ts";
import type { Flags } from "../../src/config/flags.ts";
import { type Reloads, reloads } from "../../src/config/reload.ts";
import type { Log } from "../../src/log.ts";
import { type ConfigDirectory, withDirectory } from "./config-directory.ts";

interface Story {
  readonly directory: ConfigDirectory;
  readonly configuration: Reloads & { reload(): void };
  /** Reloads, and answers what was logged, with `DIR` in place of the directory's path. */
  readonly reload: () => string[];
  /** What the listener was told. */
  readonly told: Config[];
}

/** A server that started with these files, flags and variables. */
function running(
  files: Readonly<Record<string, string>>,
  story: (story: Story) => void,
  flags: Flags = {},
  variables: Readonly<Record<string, string>> = {},
): void {
  withDirectory(files, (directory) => {
    const logged: string[] = [];
    const note = (level: string) => (text: string) => logged.push(`${level} ${text.replaceAll(directory.path, "DIR")}`);
    const log: Log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
    const loaded = directory.loaded(flags, variables);
    const configuration = reloads({ loaded, load: () => directory.load(flags, variables), log });
    const told: Config[] = [];
    configuration.onReload((config) => told.push(config));
    const reload = () => {
      configuration.reload();
      return logged.splice(0);
    };
    story({ directory, configuration, reload, told });
  });
}

const faktory = (text: string) => ({ "conf.d/a.toml": `[faktory]\n${text}` });
const done = "info reload: the configuration was read again";
const same = `${done}, no key changed`;

describe("§7 HUP applies what can change while the server runs", () => {
  test("the log level, there and back to its default", () =>
    running({}, ({ directory, configuration, reload }) => {
      directory.write("conf.d/a.toml", '[faktory]\nlog_level = "debug"');
      expect(reload()).toEqual(['info reload: [faktory] log_level changed to "debug"', done]);
      expect(configuration.config().logLevel).toBe("debug");
      directory.remove("conf.d/a.toml");
      expect(reload()).toEqual(['info reload: [faktory] log_level changed to "info"', done]);
      expect(configuration.config().logLevel).toBe("info");
    }));

  test("not over a flag", () =>
    running(
      {},
      ({ directory, configuration, reload }) => {
        directory.write("conf.d/a.toml", '[faktory]\nlog_level = "debug"');
        expect(reload()).toEqual([same]);
        expect(configuration.config().logLevel).toBe("warn");
      },
      { l: "warn" },
    ));

  test("the web password, its names, and min_free; no password is logged", () =>
    running(faktory('password = "command"'), ({ directory, configuration, reload }) => {
      directory.write("conf.d/b.toml", '[faktory]\nmin_free = 5\n[web]\npassword = "of the web"\norigins = ["jobs.example.org"]');
      expect(reload()).toEqual([
        "info reload: [faktory] min_free changed to 5",
        "info reload: [web] password changed",
        'info reload: [web] origins changed to ["jobs.example.org"]',
        done,
      ]);
      expect(configuration.config()).toMatchObject({
        password: "command",
        web: { password: "of the web", origins: ["jobs.example.org"] },
        limits: { freeBytesMin: 5 },
      });
      directory.remove("conf.d/b.toml");
      expect(reload()).toEqual([
        "info reload: [faktory] min_free changed to its default (the smaller of 256 MiB and 5 % of the file system)",
        "info reload: [web] password changed to its default (the password of the command port)",
        "info reload: [web] origins changed to []",
        done,
      ]);
      expect(configuration.config().web.password).toBe("command");
    }));

  test("a password whose file has another content", () =>
    running({ secret: "one" }, ({ directory, configuration, reload }) => {
      directory.write("conf.d/a.toml", `[web]\npassword = "${directory.path}/secret"`);
      reload();
      directory.write("secret", "two");
      expect(reload()).toEqual(["info reload: [web] password changed", done]);
      expect(configuration.config().web.password).toBe("two");
    }));

  test("listeners are told each time, also where no key changed: a certificate may be new", () =>
    running({ "private.key.pem": "key", "public.cert.pem": "certificate" }, ({ directory, reload, told }) => {
      directory.write("public.cert.pem", "renewed");
      expect(reload()).toEqual([same]);
      expect(told.map((config) => config.tlsFiles?.cert)).toEqual([`${directory.path}/public.cert.pem`]);
    }));

  test("a listener that fails keeps no other from its part", () =>
    running({}, ({ configuration, reload }) => {
      const levels: string[] = [];
      configuration.onReload(() => {
        throw new Error("planted");
      });
      configuration.onReload(({ logLevel }) => levels.push(logLevel));
      expect(reload()[0]).toStartWith("error reload: a part of the server could not apply it: Error: planted");
      expect(levels).toEqual(["info"]);
    }));
});

describe("§7 HUP leaves the rest as it is, and says what a restart would change", () => {
  test.each([
    ["binding = ':1'", '[faktory] binding changed to ":1"', { binding: { host: "localhost", port: 7419 } }],
    ["password = 'secret'", "[faktory] password changed", { password: undefined, web: { password: undefined } }],
    ["max_connections = 3", "[faktory] max_connections changed to 3", { limits: { connectionsMax: 20_000 } }],
    ["max_line = 3", "[faktory] max_line changed to 3", { limits: { lineBytesMax: 67_108_864 } }],
    ["max_unsent = 3", "[faktory] max_unsent changed to 3", { limits: { unsentBytesMax: 67_108_864 } }],
    ["durability = 'process'", '[faktory] durability changed to "process"', { durability: "power" as const }],
    ["[web]\nbinding = ':0'", '[web] binding changed to ":0"', { webBinding: { host: "localhost", port: 7420 } }],
  ])("%p", (toml, change, held) =>
    running({}, ({ directory, configuration, reload, told }) => {
      directory.write("conf.d/a.toml", `[faktory]\n${toml}`);
      const lines = [`warn reload: ${change}: it needs a restart`, done];
      expect(reload()).toEqual(lines);
      expect(configuration.config()).toMatchObject(held);
      expect(told).toMatchObject([held]);
      // It is said again as long as it waits.
      expect(reload()).toEqual(lines);
      directory.remove("conf.d/a.toml");
      expect(reload()).toEqual([same]);
    }),
  );

  test("a web port that goes by the command port's password keeps the one that runs", () =>
    running(faktory('password = "old"'), ({ directory, configuration, reload }) => {
      directory.write("conf.d/a.toml", '[faktory]\npassword = "new"');
      expect(reload()).toEqual(["warn reload: [faktory] password changed: it needs a restart", done]);
      expect(configuration.config()).toMatchObject({ password: "old", web: { password: "old" } });
    }));

  test("TLS is neither turned on nor off", () =>
    running({ "private.key.pem": "key", "public.cert.pem": "certificate" }, ({ directory, configuration, reload }) => {
      directory.remove("private.key.pem");
      directory.remove("public.cert.pem");
      expect(reload()).toEqual(["warn reload: key and certificate are gone: turning TLS off needs a restart", same]);
      expect(configuration.config().tlsFiles).toBeDefined();
    }));

  test("a key nobody knows is a warning again", () =>
    running({}, ({ directory, reload }) => {
      directory.write("conf.d/a.toml", "[faktory]\nloglevel = 'debug'");
      expect(reload()[0]).toBe(
        "warn DIR/conf.d/a.toml: nobody knows [faktory] loglevel, it is passed over (did you mean [faktory] log_level?)",
      );
    }));
});

describe("§7 HUP with a broken configuration keeps the old one", () => {
  test.each([
    ["no TOML", "[faktory]\nlog_level = debug", "DIR/conf.d/b.toml is not valid TOML: line 2, column 13: invalid value"],
    [
      "a wrong value",
      "[faktory]\nmin_free = 'x'",
      `DIR/conf.d/b.toml: [faktory] min_free is "x": it must be a whole number of bytes, at least 0`,
    ],
    [
      "a password's file that is missing",
      "[web]\npassword = '/nowhere/at/all'",
      "[web] password reads its password from /nowhere/at/all: there is no such file",
    ],
  ])("%s", (_, toml, problem) =>
    running({}, ({ directory, configuration, reload, told }) => {
      const before = configuration.config();
      directory.write("conf.d/a.toml", '[faktory]\nlog_level = "debug"');
      directory.write("conf.d/b.toml", toml);
      expect(reload()).toEqual([`warn reload: ${problem}`, "warn reload: the old configuration stays"]);
      expect(configuration.config()).toBe(before);
      expect(told).toEqual([]);
      directory.remove("conf.d/b.toml");
      expect(reload()).toEqual(['info reload: [faktory] log_level changed to "debug"', done]);
    }),
  );

  test("half a certificate, and a password that production needs", () =>
    running(
      { "etc-password": "secret" },
      ({ directory, configuration, reload }) => {
        directory.write("public.cert.pem", "certificate");
        directory.remove("etc-password");
        expect(reload()).toEqual([
          "warn reload: TLS needs both DIR/private.key.pem and DIR/public.cert.pem: DIR/private.key.pem is missing",
          expect.stringContaining("warn reload: environment production needs a password"),
          "warn reload: the old configuration stays",
        ]);
        expect(configuration.config().password).toBe("secret");
      },
      { e: "production" },
    ));
});
