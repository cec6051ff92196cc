import { describe, expect, test } from "bun:test";
import type { Command } from "../../src/commands/command.ts";
import { Trouble } from "../../src/result.ts";
import { allowedConnections } from "../../src/server/file-limit.ts";
import { dispatcher } from "../../src/server/dispatch.ts";
import { aSession, onBench } from "../support/engine.ts";
import { logInto } from "../support/server.ts";

const failing = (error: unknown): Command => ({ verb: "PUSH", run: () => Promise.reject(error) });
const payload = new Uint8Array();

describe("§5 the edge", () => {
  test("trouble is an error to the client and a line in the log, the same one once a second", () =>
    onBench("plain", async ({ engine, clock }) => {
      const logged: string[] = [];
      const dispatch = dispatcher({ engine, clock, log: logInto(logged) });
      const full = failing(new Trouble("disk full"));
      for (let time = 0; time < 100; time += 1) expect(await dispatch(full, aSession(), payload)).toBe("-ERR disk full\r\n");
      expect(logged).toEqual(["error PUSH was refused: disk full"]);
      await clock.advance(1_000);
      await dispatch(full, aSession(), payload);
      await dispatch(failing(new Trouble("disk gone")), aSession(), payload);
      expect(logged).toHaveLength(3);
    }));

  test("a bug fails its one command, loudly, and the client learns nothing of our insides", () =>
    onBench("plain", async ({ engine, clock }) => {
      const logged: string[] = [];
      const dispatch = dispatcher({ engine, clock, log: logInto(logged) });
      expect(await dispatch(failing(new TypeError("x is undefined")), aSession(), payload)).toBe(
        "-ERR internal error, see the server's log\r\n",
      );
      expect(logged).toEqual([expect.stringContaining("x is undefined")]);
      const thrower: Command = {
        verb: "PUSH",
        run: () => {
          throw new Error("at once");
        },
      };
      expect(await dispatch(thrower, aSession(), payload)).toStartWith("-ERR internal error");
    }));
});

describe("§1 the file limit", () => {
  test.each([
    [20_000, 1_048_576, 20_000, []],
    [20_000, Number.POSITIVE_INFINITY, 20_000, []],
    [20_000, 1_024, 724, ["warn"]],
    [20_000, 20_000, 19_700, ["info"]],
    [20_000, 64, 1, ["warn"]],
  ])("%p wanted with %p files: %p connections, lines %p", (wanted, files, allowed, levels) => {
    const logged: string[] = [];
    expect(allowedConnections(wanted, files, logInto(logged))).toBe(allowed);
    expect(logged.map((line) => line.slice(0, 4))).toEqual(levels);
  });
});
