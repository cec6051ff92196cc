import type { Random } from "../../src/random.ts";
import { type Holder, holdersIn, type Member, type Plain, type Tree } from "./json-tree.ts";

/** One of a list, by chance. */
export function choose<T>(random: Random, list: readonly T[]): T {
  const chosen = list[random.below(list.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}

/** What stands where something else is expected: other types, extremes, and what is no JSON at all. */
const oddValues: readonly string[] = [
  words(`null true false 0 -0 -1 -2 1.5 25 60 1e3 86400 86401 2147483648 9007199254740993 -9223372036854775809 1e400 -1e400 1e-400`),
  words(String.raw`"" [] {} [null] [[]] [1,2,3] {"a":1} "\u0000" "\ud800" "\udc00\ud800" "a\"b" "é" "\u2028" "*" "../x"`),
  words(`"9999-12-31T23:59:59.999999999Z" "0000-01-01T00:00:00Z" "2026-02-30T00:00:00Z" "2026-01-15T12:00:00+99:99" "tomorrow"`),
  words(String.raw`NaN Infinity 01 +1 .5 1. 1e tru nul 'x' undefined "\x" "\u12" " [1,] {"a":1,} {a:1} [ ] { } , : /**/1`),
  ["", " ", "1 2", '" "', '"q q"', `"${"x".repeat(1_001)}"`, "9".repeat(400), `0.${"1".repeat(400)}`],
].flat();

/** Names that mean something to the server, or to the language it is written in. */
const oddNames: readonly string[] = [
  words(`"__proto__" "constructor" "prototype" "toString" "hasOwnProperty" "valueOf" "length"`),
  words(`"jid" "JID" "jobtype" "queue" "args" "retry" "at" "custom" "failure" "reserve_for" "backtrace"`),
  words(`"wid" "cmd" "target" "filter" "jids" "regexp"`),
  words(String.raw`"" "\u0000" "\ud800" "j\u0069d" jid "jid 1 null`),
].flat();

/** Around the bound of 512, and far beyond it. */
const depths: readonly number[] = [1, 2, 500, 510, 511, 512, 513, 514, 600, 5_000];

type Mutation = (random: Random, holder: Holder, at: number) => void;

const mutations: readonly Mutation[] = [
  (_, { members }, at) => void members.splice(at, 1),
  (random, { members }, at) => void members.splice(random.below(members.length + 1), 0, { ...memberAt(members, at) }),
  (random, { members }, at) => void members.splice(at, 0, { name: memberAt(members, at).name, value: oddValue(random) }),
  (random, { members }, at) => void (memberAt(members, at).value = oddValue(random)),
  (random, { members }, at) => void (memberAt(members, at).value = oddValue(random)),
  (random, { members }, at) => void (memberAt(members, at).name = choose(random, oddNames)),
  (random, { members }, at) => void members.splice(at, 0, { name: choose(random, oddNames), value: oddValue(random) }),
  (random, { members }, at) => void (memberAt(members, at).value = nested(memberAt(members, at).value, choose(random, depths))),
];

/** Deletes, doubles, retypes, renames, adds or nests one member, somewhere in the tree. */
export function mutate(random: Random, tree: Tree): void {
  const holders = holdersIn(tree).filter(({ members }) => members.length > 0);
  if (holders.length === 0) return;
  const holder = choose(random, holders);
  choose(random, mutations)(random, holder, random.below(holder.members.length));
}

function memberAt(members: readonly Member[], at: number): Member {
  const member = members[at];
  if (member === undefined) throw new Error("no such member");
  return member;
}

function oddValue(random: Random): Plain {
  return { kind: "plain", text: choose(random, oddValues) };
}

function nested(tree: Tree, levels: number): Plain {
  const [open, close] = tree.kind === "object" ? ['{"a":', "}"] : ["[", "]"];
  return { kind: "plain", text: `${open.repeat(levels)}0${close.repeat(levels)}` };
}

function words(text: string): string[] {
  return text.split(" ");
}
