import { describe, expect, test } from "bun:test";
import { helpText, readFlags } from "../../src/config/flags.ts";

const flagsOf = (...args: readonly string[]) => readFlags(args);

describe("§7 the command line", () => {
  test.each([
    [[], {}],
    [["-b", ":7500", "-w", "[::1]:7501", "-e", "staging"], { b: ":7500", w: "[::1]:7501", e: "staging" }],
    [["-l", "debug", "-d", "/srv/db", "-c", "/srv/conf"], { l: "debug", d: "/srv/db", c: "/srv/conf" }],
    [["-b:7500"], { b: ":7500" }],
    [["-b=:7500"], { b: ":7500" }],
    [["--b", ":7500"], { b: ":7500" }],
    [["-b", ":1", "-b", ":7500"], { b: ":7500" }],
    [["-l", "debug", "--"], { l: "debug" }],
  ])("%p sets %p", (args, flags) => expect(flagsOf(...args)).toEqual({ ok: true, value: { wish: "serve", flags } }));

  test("-h and -v win over the rest", () => {
    expect(flagsOf("-v", "-e", "nowhere")).toEqual({ ok: true, value: { wish: "version" } });
    expect(flagsOf("-v", "-h")).toEqual({ ok: true, value: { wish: "help" } });
  });

  test.each([
    [["-x"], "unknown flag -x; -h lists the flags"],
    [["--binding", ":1"], "unknown flag --binding; -h lists the flags"],
    [["serve"], `unexpected argument "serve"; -h lists the flags`],
    [["-b"], "flag -b needs a value; -h lists the flags"],
    [["-c", ""], "flag -c needs a value; -h lists the flags"],
  ])("%p is refused in one line", (args, message) => expect(flagsOf(...args)).toEqual({ ok: false, code: "ERR", message }));

  test("the help has a line for each flag, with its default and the words it takes", () => {
    const lines = helpText().split("\n");
    for (const flag of "bwelcdvh") expect(lines.filter((line) => line.startsWith(`  -${flag} `))).toHaveLength(1);
    expect(helpText()).toContain("(default localhost:7419)");
    expect(helpText()).toContain("(error, warn, info or debug; default info)");
  });
});
