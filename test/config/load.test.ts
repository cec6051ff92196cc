import { describe, expect, test } from "bun:test";
import { configOf } from "../../src/config/config.ts";
import { load } from "../../src/config/load.ts";
import { withDirectory, withFile } from "./config-directory.ts";

function loadedWith(flags: Parameters<typeof load>[0]["flags"], variables: Readonly<Record<string, string>>) {
  const loading = load({ flags, variables: { HOME: "/home/ana", ...variables }, passwordFile: "/nowhere/password" });
  return loading.ok ? configOf(loading) : loading.problems;
}

describe("§7 what holds where nothing is set", () => {
  test("development", () =>
    expect(loadedWith({}, {})).toEqual({
      environment: "development",
      binding: { host: "localhost", port: 7419 },
      webBinding: { host: "localhost", port: 7420 },
      logLevel: "info",
      storageDirectory: "/home/ana/.faktory/db",
      configDirectory: "/home/ana/.faktory",
      durability: "power",
      password: undefined,
      skipsPassword: false,
      web: { password: undefined, readonlyPassword: undefined, prefix: "", origins: [] },
      limits: { connectionsMax: 20_000, lineBytesMax: 67_108_864, unsentBytesMax: 67_108_864, freeBytesMin: undefined },
      releaseAfterMs: undefined,
      cron: [],
      throttles: new Map(),
      statsd: undefined,
      tlsFiles: undefined,
    }));

  test.each(["staging", "production"])("%s has its places for all users", (environment) =>
    expect(loadedWith({ e: environment }, { FAKTORY_PASSWORD: "secret" })).toMatchObject({
      environment,
      storageDirectory: "/var/lib/faktory/db",
      configDirectory: "/etc/faktory",
      password: "secret",
    }),
  );

  test("a home directory that no variable names is the account's", () => {
    const loading = load({ flags: {}, variables: {} });
    expect(loading.ok && loading.surroundings.storageDirectory).toMatch(/^\/.*\/\.faktory\/db$/);
  });
});

describe("§7 a flag wins over a variable, that over a file, that over the default", () => {
  test.each([
    [{}, {}, "development"],
    [{}, { FAKTORY_ENV: "staging" }, "staging"],
    [{}, { FAKTORY_ENV: "" }, "development"],
    [{ e: "production" }, { FAKTORY_ENV: "staging" }, "production"],
    [{ e: "development" }, { FAKTORY_ENV: "nowhere" }, "development"],
  ])("flags %p and variables %p are the environment %p", (flags, variables, environment) =>
    expect(loadedWith(flags, { ...variables, FAKTORY_PASSWORD: "secret" })).toMatchObject({ environment }),
  );

  test.each([
    [{ e: "test" }, {}, `-e is "test": it must be "development", "staging" or "production"`],
    [{}, { FAKTORY_ENV: "Production" }, `FAKTORY_ENV is "Production": it must be "development", "staging" or "production"`],
  ])("flags %p and variables %p are refused", (flags, variables, problem) => expect(loadedWith(flags, variables)).toEqual([problem]));

  const file = `
    [faktory]
    binding = "127.0.0.1:7500"
    max_connections = 7
    max_line = 70000
    max_unsent = 80000
    min_free = 90000
    log_level = "warn"
    durability = "process"
    [web]
    binding = "[::1]:7501"
    origins = ["https://jobs.example.org", "jobs.example.org:8443"]`;

  test("a file over the default", () =>
    withFile(file, (directory) =>
      expect(directory.config()).toMatchObject({
        binding: { host: "127.0.0.1", port: 7500 },
        webBinding: { host: "::1", port: 7501 },
        logLevel: "warn",
        durability: "process",
        web: { origins: ["https://jobs.example.org", "jobs.example.org:8443"] },
        limits: { connectionsMax: 7, lineBytesMax: 70_000, unsentBytesMax: 80_000, freeBytesMin: 90_000 },
      }),
    ));

  test("a flag over the file", () =>
    withFile(file, (directory) =>
      expect(directory.config({ b: ":1", w: ":2", l: "debug" })).toMatchObject({
        binding: { host: "", port: 1 },
        webBinding: { host: "", port: 2 },
        logLevel: "debug",
        durability: "process",
      }),
    ));

  test("-d and -c over the environment's places, from where the program was started", () =>
    expect(loadedWith({ d: "db", c: "/srv/conf" }, {})).toMatchObject({
      storageDirectory: `${process.cwd()}/db`,
      configDirectory: "/srv/conf",
    }));

  test("-w :0 and [web] binding :0 turn the pages off, -b :0 takes any port", () => {
    withFile(`[web]\nbinding = ":0"`, (directory) => {
      expect(directory.config().webBinding).toBeUndefined();
      expect(directory.config({ w: ":1" }).webBinding).toEqual({ host: "", port: 1 });
    });
    expect(loadedWith({ w: ":0", b: ":0" }, {})).toMatchObject({ webBinding: undefined, binding: { host: "", port: 0 } });
  });
});

describe("§1 key and certificate", () => {
  const files = { "private.key.pem": "key", "public.cert.pem": "certificate" };

  test("both turn TLS on, none is none", () => {
    withDirectory(files, ({ config, path }) =>
      expect(config().tlsFiles).toEqual({ key: `${path}/private.key.pem`, cert: `${path}/public.cert.pem` }),
    );
    withDirectory({}, ({ config }) => expect(config().tlsFiles).toBeUndefined());
  });

  test.each([
    ["private.key.pem", "public.cert.pem"],
    ["public.cert.pem", "private.key.pem"],
  ])("%s without %s stops the start", (there, missing) =>
    withDirectory({ [there]: "text" }, ({ problems }) =>
      expect(problems()).toEqual([`TLS needs both DIR/private.key.pem and DIR/public.cert.pem: DIR/${missing} is missing`]),
    ),
  );

  test("a config directory that is a file is no server without TLS", () =>
    withDirectory({ file: "" }, ({ problems, path }) =>
      expect(problems({ c: `${path}/file` })).toEqual([
        "DIR/file/conf.d can't be read: a part of its path is no directory",
        "DIR/file/private.key.pem can't be looked at: a part of its path is no directory",
        "DIR/file/public.cert.pem can't be looked at: a part of its path is no directory",
      ]),
    ));
});
