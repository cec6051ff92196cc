import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import {
  type ArrowRule,
  bannedNames,
  bannedWords,
  cycles,
  forbiddenArrows,
  forbiddenPackages,
  importsOf,
  notListed,
  readSources,
  tooLong,
} from "./support/architecture.ts";

/** Each is a file or a folder, and knows no other. */
const features = readdirSync("src/features")
  .filter((name) => name !== "index.ts")
  .map((name) => `src/features/${name}`);

/** Who may import whom. `src/README.md` says why; a finer zone stands before the one around it. */
const arrows: readonly ArrowRule[] = [
  { zone: "src/wire/reply.ts", may: [] },
  { zone: "src/wire", may: ["src/wire/reply.ts"] },
  { zone: "src/job", may: [] },
  { zone: "src/store/store.ts", may: ["src/store/ports", "src/job"] },
  { zone: "src/store/ports", may: ["src/job"] },
  { zone: "src/store/sqlite/reading-worker.ts", may: ["src/store/store.ts", "src/store/ports", "src/store/sqlite", "src/clock.ts"] },
  { zone: "src/store/sqlite", may: ["src/store/sqlite/reading-worker.ts", "src/store/store.ts", "src/store/ports", "src/job"] },
  { zone: "src/store/open.ts", may: ["src/store/store.ts", "src/store/sqlite"] },
  { zone: "src/engine", may: ["src/job", "src/store/store.ts", "src/store/ports", "src/clock.ts", "src/random.ts"] },
  { zone: "src/features/index.ts", may: [...features, "type:src/engine"] },
  ...features.map((zone) => ({ zone, may: ["src/job", "type:src/engine", "type:src/store/store.ts", "type:src/store/ports"] })),
  { zone: "src/commands", may: ["src/job", "src/wire/reply.ts", "type:src/wire", "type:src/assemble.ts", "type:src/engine"] },
  { zone: "src/server", may: ["src/wire", "src/wire/reply.ts", "src/commands", "type:src/assemble.ts", "type:src/engine"] },
  { zone: "src/tasks", may: ["type:src/assemble.ts", "src/engine/events.ts"] },
  { zone: "src/metrics", may: ["type:src/assemble.ts", "type:src/engine"] },
  { zone: "src/web", may: ["src/job", "ui", "src/health.ts", "type:src/assemble.ts", "type:src/engine", "type:src/store/ports"] },
  { zone: "ui", may: ["src/job", "type:src/assemble.ts", "type:src/engine", "type:src/store/ports", "type:src/web"] },
  { zone: "src/cli", may: ["src/wire", "src/wire/reply.ts", "src/job"] },
  { zone: "src/config", may: ["src/job"] },
  { zone: "src/assemble.ts", may: ["src/engine", "src/features/index.ts", "src/job", "src/store/store.ts", "src/store/ports"] },
  {
    zone: "src/shutdown.ts",
    may: ["type:src/assemble.ts", "type:src/store/store.ts", "type:src/server", "type:src/web", "type:src/tasks", "type:src/metrics"],
  },
  { zone: "src/dump.ts", may: ["type:src/assemble.ts", "type:src/engine", "type:src/server"] },
  { zone: "src/renewal.ts", may: ["src/config"] },
  { zone: "src/main.ts", may: ["*"] },
  { zone: "package.json", may: [] },
  { zone: "src/signals.ts", may: [] },
  { zone: "src/health.ts", may: ["type:src/assemble.ts", "type:src/store/store.ts"] },
  { zone: "src/clock.ts", may: [] },
  { zone: "src/random.ts", may: [] },
  { zone: "src/log.ts", may: [] },
  { zone: "src/memory-use.ts", may: [] },
  { zone: "src/limits.ts", may: [] },
  { zone: "src/result.ts", may: [] },
];

const everyone = [
  "src/result.ts",
  "src/limits.ts",
  "src/log.ts",
  "src/memory-use.ts",
  "type:src/clock.ts",
  "type:src/random.ts",
  "type:src/config",
  "type:src/health.ts",
];

/** Packages that only these zones know. */
const owners: Readonly<Record<string, readonly string[]>> = {
  "bun:sqlite": ["src/store/sqlite"],
  "drizzle-orm": ["src/store/sqlite"],
  elysia: ["src/web"],
  "@kitajs/html": ["src/web", "ui"],
  "htmx.org": ["src/web", "ui"],
  "@logtape/logtape": ["src/log.ts"],
  "@sinclair/typebox": ["src/config"],
  "fastest-levenshtein": ["src/config"],
  "smol-toml": ["src/config"],
  croner: ["src/job"],
  "hot-shots": ["src/metrics"],
  commander: ["src/cli"],
};

const timeAndChance = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bsetTimeout\b/,
  /\bsetInterval\b/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
];
const casts = [/\bas any\b/, /<any>/, /\bas unknown as\b/];
const silencers = [/@ts-ignore/, /@ts-expect-error/, /@ts-nocheck/];
const emptyNames = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "service"];

const program = await readSources(["src", "ui"]);
const tests = await readSources(["test", "examples"]);

describe("the program keeps to its architecture", () => {
  test("every import is one the table allows", () => expect(forbiddenArrows(program, arrows, everyone)).toEqual([]));
  test("packages stay where they belong", () => expect(forbiddenPackages(program, owners)).toEqual([]));
  test("nobody imports main.ts", () => {
    const importers = program.filter((file) => importsOf(file).some((arrow) => arrow.to === "src/main.ts"));
    expect(importers.map((file) => file.path)).toEqual([]);
  });
  test("no circles", () => expect(cycles(program)).toEqual([]));
  test("no file is longer than 250 lines", () => expect(tooLong([...program, ...tests], 250)).toEqual([]));
  test("only clock.ts and random.ts know time and chance", () =>
    expect(bannedWords(program, timeAndChance, ["src/clock.ts", "src/random.ts"])).toEqual([]));
  test("no type is cast away", () => expect(bannedWords([...program, ...tests], casts, ["test/architecture.test.ts"])).toEqual([]));
  test("the type checker is not silenced", () => {
    const silenced = [...program, ...tests].filter((file) => file.path !== "test/architecture.test.ts");
    expect(silenced.filter((file) => silencers.some((silencer) => silencer.test(file.text))).map((file) => file.path)).toEqual([]);
  });
  test("every file is named after what it is", () => expect(bannedNames([...program, ...tests], emptyNames)).toEqual([]));
  test("every command is in the table of commands", () =>
    expect(notListed(program, "src/commands", "src/commands/index.ts", /: Command\b/)).toEqual([]));
  test("every timed task is in the list of tasks", () =>
    expect(notListed(program, "src/tasks", "src/tasks/index.ts", /(?:: Task =|\): Task \{)/)).toEqual([]));
  test("every subcommand is in the list of subcommands", () =>
    expect(notListed(program, "src/cli", "src/cli/index.ts", /: Subcommand = /)).toEqual([]));
  test("every page is in the list of pages", () => expect(notListed(program, "ui/pages", "ui/pages.ts", /./)).toEqual([]));
});

/** The files that the tree in `src/README.md` names: two spaces more are one folder deeper. */
function mapped(map: string): string[] {
  const tree = map.split("\n## The tree\n")[1]?.split("```")[1] ?? "";
  const folders: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", name = ""] = /^( *)([\w./-]+)/.exec(line) ?? [];
    folders.length = indent.length / 2;
    if (!name.endsWith("/")) return name === "" ? [] : [folders.join("") + name];
    folders.push(name);
    return [];
  });
}

describe("the map", () => {
  test("names every file, and no other", async () => {
    const there = [...new Bun.Glob("{src,ui}/**/*.{ts,tsx}").scanSync(".")].sort();
    expect(mapped(await Bun.file("src/README.md").text()).sort()).toEqual(there);
  });

  test("a planted fault is found", () => {
    const map = "\n## The tree\n\n```\nsrc/\n  a.ts   x\n  b/\n    c.ts\n  d.ts\nui/\n  e.tsx\n```\n";
    expect(mapped(map)).toEqual(["src/a.ts", "src/b/c.ts", "src/d.ts", "ui/e.tsx"]);
  });
});

const planted = (path: string, text: string) => [{ path, text }];

describe("a planted fault is found", () => {
  const rules: readonly ArrowRule[] = [
    { zone: "src/wire", may: ["type:src/job"] },
    { zone: "src/job", may: [] },
  ];

  test.each([
    [`import { a } from "../job/a.ts";`, 1],
    [`import type { A } from "../job/a.ts";`, 0],
    [`import { type A, type B } from "../job/a.ts";`, 0],
    [`import { type A, b } from "../job/a.ts";`, 1],
    [`import {\n  type A,\n  b,\n} from "../job/a.ts";`, 1],
    [`export * from "../job/a.ts";`, 1],
    [`export { a } from "../job/a.ts";`, 1],
    [`import a from "../job/a.ts";`, 1],
    [`import * as a from "../job/a.ts";`, 1],
    [`import "../job/a.ts";`, 1],
    [`const a = await import("../job/a.ts");`, 1],
    [`new Worker(new URL("../job/a.ts", import.meta.url));`, 1],
    [`// import { a } from "../job/a.ts";`, 0],
    [`import { a } from "./b.ts";`, 0],
    [`import { a } from "../elsewhere/b.ts";`, 1],
  ])("%p gives %p forbidden arrows", (text, count) =>
    expect(forbiddenArrows(planted("src/wire/b.ts", text), rules, [])).toHaveLength(count),
  );

  test("a file in no zone", () => expect(forbiddenArrows(planted("src/new/a.ts", ""), rules, [])).toEqual(["src/new/a.ts is in no zone"]));

  test("a feature that knows another", () => {
    const text = `import type { A } from "./batch/a.ts";`;
    expect(forbiddenArrows(planted("src/features/track.ts", text), arrows, everyone)).toHaveLength(1);
    expect(forbiddenArrows(planted("src/features/batch/b.ts", text.replace("batch/", "")), arrows, everyone)).toEqual([]);
  });

  test("a package outside its zone", () => {
    const text = `import { eq } from "drizzle-orm/sqlite-core";`;
    expect(forbiddenPackages(planted("src/engine/a.ts", text), owners)).toHaveLength(1);
    expect(forbiddenPackages(planted("src/store/sqlite/a.ts", text), owners)).toEqual([]);
  });

  test("a circle of values, but not of types", () => {
    const circle = (kind: string) => [
      { path: "src/a.ts", text: `import ${kind} { b } from "./b.ts";` },
      { path: "src/b.ts", text: `import { a } from "./a.ts";` },
    ];
    expect(cycles(circle(""))).toEqual(["src/a.ts → src/b.ts → src/a.ts"]);
    expect(cycles(circle("type"))).toEqual([]);
  });

  test("a long file", () => {
    expect(tooLong(planted("src/a.ts", "x\n".repeat(251)), 250)).toEqual(["src/a.ts has 251 lines"]);
    expect(tooLong(planted("src/a.ts", "x\n".repeat(250)), 250)).toEqual([]);
  });

  test.each([
    ["const t = Date.now();", 1],
    ["const t = new Date();", 1],
    ["const t = new Date(0);", 0],
    ["// Date.now() is banned", 0],
    ['log("http://x"); setTimeout(f, 1);', 1],
    ['test("Date.now is in a title", f);', 0],
    ["log(`${Date.now()}`);", 1],
  ])("%p gives %p banned words", (text, count) => expect(bannedWords(planted("src/a.ts", text), timeAndChance)).toHaveLength(count));

  test.each(["x as any", "x as unknown as Y", "<any>x"])("%p is a cast", (text) =>
    expect(bannedWords(planted("src/a.ts", text), casts)).toHaveLength(1),
  );

  test("a name that says nothing", () =>
    expect(bannedNames([...planted("src/utils.ts", ""), ...planted("ui/base/a.tsx", "")], emptyNames)).toHaveLength(2));

  test("a command that is in no list", () => {
    const files = [
      { path: "src/commands/index.ts", text: `import { push } from "./push.ts";` },
      { path: "src/commands/push.ts", text: "export const push: Command = {};" },
      { path: "src/commands/lost.ts", text: "export const lost: Command = {};" },
    ];
    expect(notListed(files, "src/commands", "src/commands/index.ts", /: Command\b/)).toEqual([
      "src/commands/lost.ts is not in src/commands/index.ts",
    ]);
  });
});
