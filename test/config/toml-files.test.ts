import { describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { merged, readTomlFiles } from "../../src/config/toml-files.ts";
import { withDirectory } from "./config-directory.ts";

describe("§7 files are merged", () => {
  test.each([
    ["tables key by key", { a: { x: 1, y: 1 } }, { a: { y: 2, z: 2 } }, { a: { x: 1, y: 2, z: 2 } }],
    ["tables in tables", { a: { b: { x: 1 } } }, { a: { b: { y: 2 }, c: {} } }, { a: { b: { x: 1, y: 2 }, c: {} } }],
    ["arrays of tables are joined", { a: [{ x: 1 }] }, { a: [{ x: 1 }, {}] }, { a: [{ x: 1 }, { x: 1 }, {}] }],
    ["of other arrays the later one holds", { a: ["x", "y"] }, { a: ["z"] }, { a: ["z"] }],
    ["and it may be empty", { a: ["x"] }, { a: [] }, { a: [] }],
    ["of plain values too", { a: 1, b: 1 }, { a: "2" }, { a: "2", b: 1 }],
    ["of different kinds too", { a: { x: 1 }, b: 1 }, { a: 2, b: { x: 1 } }, { a: 2, b: { x: 1 } }],
    ["dates are plain", { a: new Date(0) }, { a: new Date(1) }, { a: new Date(1) }],
  ])("%s", (_, earlier, later, both) => expect(merged(earlier, later)).toEqual(both));

  test("a name that means something to JavaScript is a name", () => {
    const both = merged({ constructor: 1 }, JSON.parse('{"__proto__":{"polluted":1}}') as Record<string, unknown>);
    expect(Object.keys(both)).toEqual(["constructor", "__proto__"]);
    expect("polluted" in {}).toBe(false);
  });
});

describe("§7 conf.d", () => {
  test("is read in name order: a later file wins", () =>
    withDirectory(
      {
        "conf.d/10.toml": "[faktory]\nmax_line = 1\nmax_unsent = 1",
        "conf.d/9.toml": "[faktory]\nmax_line = 9\n[web]\nbinding = ':9'",
        "conf.d/a.toml": "[faktory]\nmax_unsent = 3",
      },
      ({ config, loaded, path }) => {
        expect(config().limits).toMatchObject({ lineBytesMax: 9, unsentBytesMax: 3 });
        expect(config().webBinding).toEqual({ host: "", port: 9 });
        expect(loaded().files).toEqual(["10", "9", "a"].map((name) => join(path, `conf.d/${name}.toml`)));
      },
    ));

  test("only *.toml counts, and none that begins with a dot", () =>
    withDirectory(
      { "conf.d/a.toml.bak": "x", "conf.d/b.conf": "x", "conf.d/.c.toml": "x", "conf.d/d/e.toml": "x", "f.toml": "x" },
      ({ path }) => {
        symlinkSync("nobody@nowhere", join(path, "conf.d/.#g.toml"));
        expect(readTomlFiles(path)).toEqual({ files: [], problems: [] });
      },
    ));

  test("may be missing, and a file may be a link", () => {
    withDirectory({ "conf.d/x": "", "real.toml": "[faktory]\nmax_line = 5" }, ({ path, config }) => {
      symlinkSync("../real.toml", join(path, "conf.d/a.toml"));
      expect(config().limits.lineBytesMax).toBe(5);
    });
    expect(readTomlFiles("/nowhere/at/all")).toEqual({ files: [], problems: [] });
  });

  test.each([
    ["[faktory]\nmax_line = = 3", "line 2, column 12: invalid value"],
    ["[faktory]\nmax_line = 3\nmax_line = 4", "line 3, column 1: trying to redefine an already defined table or value"],
    ["[faktory", "line 1, column 2: incomplete key-value"],
    ['[faktory]\npassword = "open', "line 2, column 12: unfinished string"],
  ])("%p stops the start, with file, line and column", (toml, fault) =>
    withDirectory({ "conf.d/a.toml": toml, "conf.d/b.toml": "[faktory]\nmax_line = 3" }, ({ problems }) => {
      const [problem = "", ...others] = problems();
      expect(others).toEqual([]);
      expect(problem.startsWith(`DIR/conf.d/a.toml is not valid TOML: ${fault}`)).toBe(true);
      expect(problem).not.toContain("\n");
    }),
  );

  test("bytes that are no text stop the start; a byte order mark does not", () => {
    withDirectory({ "conf.d/a.toml": new Uint8Array([0x61, 0xff]) }, ({ problems }) =>
      expect(problems()).toEqual(["DIR/conf.d/a.toml is not valid TOML: it is not UTF-8"]),
    );
    withDirectory({ "conf.d/a.toml": "\ufeff[faktory]\nmax_line = 5" }, ({ config }) => expect(config().limits.lineBytesMax).toBe(5));
  });

  test("what can't be read stops the start, all of it at once", () =>
    withDirectory({ "conf.d/x": "" }, ({ path, problems }) => {
      mkdirSync(join(path, "conf.d/a.toml"));
      symlinkSync("nowhere.toml", join(path, "conf.d/b.toml"));
      symlinkSync("c.toml", join(path, "conf.d/c.toml"));
      expect(problems()).toEqual([
        "DIR/conf.d/a.toml can't be read: it is a directory",
        "DIR/conf.d/b.toml can't be read: there is no such file",
        "DIR/conf.d/c.toml can't be read: its links lead in a circle",
      ]);
    }));

  test("a conf.d that is a file stops the start", () =>
    withDirectory({ "conf.d": "" }, ({ problems }) =>
      expect(problems()).toEqual(["DIR/conf.d can't be read: a part of its path is no directory"]),
    ));
});
