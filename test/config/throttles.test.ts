import { describe, expect, test } from "bun:test";
import { withDirectory, withFile } from "./config-directory.ts";

describe("§6 throttles are read from conf.d", () => {
  test("§6 at once over all workers, for each worker, or in a time; a later file holds for its queue", () =>
    withDirectory(
      {
        "conf.d/a.toml": "[throttles]\nmail = { concurrency = 5, timeout = 60 }\nslow = { worker = 2 }\n",
        "conf.d/b.toml": "[throttles]\nmail = { rate = 100, per = 0.5 }\n[throttles.last]\nconcurrency = 1\ntimeout = 1.5\n",
      },
      ({ config }) =>
        expect([...config().throttles]).toEqual([
          ["mail", { kind: "rate", most: 100, perMs: 500 }],
          ["slow", { kind: "worker", most: 2, timeoutMs: 1_800_000 }],
          ["last", { kind: "concurrency", most: 1, timeoutMs: 1_500 }],
        ]),
    ));

  test.each([
    ["q = 5", '[throttles] "q": it must be a table such as { concurrency = 5, timeout = 60 }'],
    ["q = {}", '[throttles] "q": it must have one of concurrency, worker and rate'],
    ["q = { concurrency = 1, worker = 1 }", '[throttles] "q": it must have one of concurrency, worker and rate'],
    ["q = { concurrency = 0 }", '[throttles] "q": concurrency must be a whole number from 1 to 100000'],
    ["q = { concurrency = 1.5 }", '[throttles] "q": concurrency must be a whole number from 1 to 100000'],
    ["q = { worker = 1, timeout = 0 }", '[throttles] "q": timeout must be a number of seconds above 0, at most 31536000'],
    ["q = { rate = 5 }", '[throttles] "q": rate needs per, and has no timeout'],
    ["q = { rate = 5, per = 1, timeout = 1 }", '[throttles] "q": rate needs per, and has no timeout'],
    ["q = { worker = 5, per = 1 }", '[throttles] "q": per belongs to rate'],
    ['"a b" = { worker = 5 }', '[throttles] "a b": no queue can be called that'],
  ])("§6 %s stops the start, and is named with its file", (said, fault) =>
    withFile(`[throttles]\n${said}\n`, ({ problems }) => expect(problems()).toEqual([`DIR/conf.d/a.toml: ${fault}`])),
  );

  test("§7 what nobody knows in one is a warning", () =>
    withFile("[throttles]\nq = { worker = 1, speed = 3 }\n", ({ config, warnings }) => {
      expect(config().throttles.size).toBe(1);
      expect(warnings()).toEqual([`DIR/conf.d/a.toml: [throttles] "q": nobody knows "speed", it is passed over`]);
    }));
});
