import { describe, expect, test } from "bun:test";
import { fileSchema, tableKeys } from "../../src/config/keys.ts";
import { Value } from "@sinclair/typebox/value";
import { withDirectory, withFile } from "./config-directory.ts";

const bytes = (least: number) => `a whole number of bytes, at least ${least}`;
const binding = (port: number) => `HOST:PORT or :PORT, such as "localhost:${port}"`;
const line = "a whole number of bytes from 1 to 268435456";
const connections = "a whole number of connections, at least 1";
const levels = '"error", "warn", "info" or "debug"';
const prefix = 'a path such as "/jobs", or nothing';
const location = 'HOST:PORT, such as "localhost:8125"';
const namespace = "a text without white space, :, | and @";
const tags = 'a list of tags, such as ["env:prod"]';
const origins = 'a list of origins or host names, such as ["https://jobs.example.org"]';

/** Table, key, value as TOML, value as it is shown, what it must be. */
const wrong: readonly (readonly [string, string, string, string, string])[] = [
  ["faktory", "binding", "7419", "7419", binding(7419)],
  ["faktory", "binding", '"localhost"', '"localhost"', binding(7419)],
  ["faktory", "binding", '":65536"', '":65536"', binding(7419)],
  ["faktory", "binding", '""', '""', binding(7419)],
  ["faktory", "max_connections", '"many"', '"many"', connections],
  ["faktory", "max_connections", "0", "0", connections],
  ["faktory", "max_connections", "1.5", "1.5", connections],
  ["faktory", "max_connections", "[]", "a list", connections],
  ["faktory", "max_connections", "1979-05-27", "a date or time", connections],
  ["faktory", "max_line", '"64M"', '"64M"', line],
  ["faktory", "max_line", "0", "0", line],
  ["faktory", "max_line", "268435457", "268435457", line],
  ["faktory", "max_line", "99999999999999999999", "99999999999999999999", line],
  ["faktory", "max_line", "nan", "NaN", line],
  ["faktory", "max_unsent", "-1", "-1", bytes(1)],
  ["faktory", "max_unsent", "inf", "Infinity", bytes(1)],
  ["faktory", "min_free", "-1", "-1", bytes(0)],
  ["faktory", "min_free", '"5%"', '"5%"', bytes(0)],
  ["faktory", "release_after", "0", "0", "a whole number of seconds from 1 to 86400"],
  ["faktory", "release_after", "1.5", "1.5", "a whole number of seconds from 1 to 86400"],
  ["faktory", "log_level", '"loud"', '"loud"', levels],
  ["faktory", "log_level", '"INFO"', '"INFO"', levels],
  ["faktory", "log_level", "{ a = 1 }", "a table", levels],
  ["faktory", "durability", '"none"', '"none"', '"power" or "process"'],
  ["faktory", "durability", "true", "true", '"power" or "process"'],
  ["web", "binding", '"localhost:http"', '"localhost:http"', binding(7420)],
  ["web", "binding", "false", "false", binding(7420)],
  ["web", "prefix", '"jobs"', '"jobs"', prefix],
  ["web", "prefix", '"//elsewhere.example"', '"//elsewhere.example"', prefix],
  ["web", "prefix", '"/a/../b"', '"/a/../b"', prefix],
  ["web", "origins", '"https://jobs.example.org"', '"https://jobs.example.org"', origins],
  ["web", "origins", '["https://jobs.example.org", 3]', "3", origins],
  ["web", "origins", '["https://jobs.example.org/"]', '"https://jobs.example.org/"', origins],
  ["web", "origins", '["ftp://jobs.example.org"]', '"ftp://jobs.example.org"', origins],
  ["web", "origins", '["*"]', '"*"', origins],
  ["statsd", "location", '"unix:///var/run/dsd.socket"', '"unix:///var/run/dsd.socket"', location],
  ["statsd", "location", '"localhost:0"', '"localhost:0"', location],
  ["statsd", "location", '""', '""', location],
  ["statsd", "namespace", '"a b"', '"a b"', namespace],
  ["statsd", "namespace", '"a:b"', '"a:b"', namespace],
  ["statsd", "tags", '"env:prod"', '"env:prod"', tags],
  ["statsd", "tags", '["a,b"]', '"a,b"', tags],
];

describe("§7 a wrong value stops the start: file, key and what is allowed", () => {
  test.each(wrong)("[%s] %s = %s", (table, key, toml, shown, allowed) =>
    withFile(`[${table}]\n${key} = ${toml}`, ({ problems }) =>
      expect(problems()).toEqual([`DIR/conf.d/a.toml: [${table}] ${key} is ${shown}: it must be ${allowed}`]),
    ),
  );

  test("every key has a row above, or is a secret", () => {
    const shown = new Set(wrong.map(([table, key]) => `${table}.${key}`));
    const missing = [...tableKeys].flatMap(([table, keys]) =>
      [...keys].filter(([name, key]) => key.about.isSecret !== true && !shown.has(`${table}.${name}`)).map(([name]) => `${table}.${name}`),
    );
    expect(missing).toEqual([]);
  });

  test.each(["faktory", "web"])("[%s] password is not shown, also where it is wrong", (table) =>
    withFile(`[${table}]\npassword = 471100815`, ({ problems }) =>
      expect(problems()).toEqual([
        `DIR/conf.d/a.toml: [${table}] password is wrong: it must be a text; one that begins with / names a file that holds the password`,
      ]),
    ),
  );

  test.each([
    ["faktory = 3", "[faktory] is 3: it must be a table"],
    ["[[web]]\nbinding = ':1'", "[web] is an array of tables: it must be a table"],
    ['web = "x"', '[web] is "x": it must be a table'],
  ])("%p is no table", (toml, problem) => withFile(toml, ({ problems }) => expect(problems()).toEqual([`DIR/conf.d/a.toml: ${problem}`])));

  test("a long value is cut, and what it holds stays one line", () =>
    withFile(`[faktory]\nlog_level = "${"x\\n".repeat(100)}"`, ({ problems }) => {
      const [problem = ""] = problems();
      expect(problem).toContain(`is "${"x\\n".repeat(30)}...": it must be`);
      expect(problem).not.toContain("\n");
    }));

  test("all of them at once: of every file, of the flags, of the passwords and of TLS", () =>
    withDirectory(
      {
        "conf.d/a.toml": '[faktory]\nmax_line = "x"\nmax_unsent = "y"\nmax_connections = 3',
        "conf.d/b.toml": "[faktory]\nmax_line = 3\n[web]\nbinding = 3",
        "conf.d/c.toml": "= 3",
        "public.cert.pem": "certificate",
      },
      ({ problems }) =>
        expect(problems({ b: "here", l: "loud", w: ":0" }, { FAKTORY_PASSWORD: "/nowhere/at/all" })).toEqual([
          expect.stringContaining("DIR/conf.d/c.toml is not valid TOML"),
          `DIR/conf.d/a.toml: [faktory] max_line is "x": it must be ${line}`,
          `DIR/conf.d/a.toml: [faktory] max_unsent is "y": it must be ${bytes(1)}`,
          `DIR/conf.d/b.toml: [web] binding is 3: it must be ${binding(7420)}`,
          `-b is "here": it must be ${binding(7419)}`,
          `-l is "loud": it must be ${levels}`,
          expect.stringContaining("DIR/private.key.pem is missing"),
          "FAKTORY_PASSWORD reads its password from /nowhere/at/all: there is no such file",
        ]),
    ));
});

describe("§7 values at the edge of what is allowed", () => {
  test.each([
    ["faktory", "max_connections = 1"],
    ["faktory", "max_line = 1"],
    ["faktory", "max_line = 268435456"],
    ["faktory", "max_line = 268_435_456"],
    ["faktory", "min_free = 0"],
    ["faktory", "min_free = 9007199254740991"],
    ["faktory", 'password = ""'],
    ["web", "origins = []"],
    ["web", 'origins = ["http://a", "HTTPS://Jobs.Example.org:8443", "[::1]:80", "10.0.0.1", "a-b.c"]'],
    ["web", 'binding = "[::1]:0"'],
    ["web", 'prefix = ""'],
    ["web", 'prefix = "/jobs/of-ours"'],
  ])("[%s] %s", (table, toml) => withFile(`[${table}]\n${toml}`, ({ problems }) => expect(problems()).toEqual([])));

  test("every default is one", () => {
    for (const [table, keys] of tableKeys) {
      for (const [name, key] of keys) {
        const value: unknown = key["default"];
        if (value !== undefined) expect([name, Value.Check(fileSchema, { [table]: { [name]: value } })]).toEqual([name, true]);
      }
    }
  });
});
