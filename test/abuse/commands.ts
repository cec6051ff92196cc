import type { Random } from "../../src/random.ts";
import { type Tree, treeOf } from "./json-tree.ts";
import { choose } from "./mutations.ts";

/** A command before it is broken. */
export interface Draft {
  readonly verb: string;
  /** Its payload is JSON. */
  readonly tree?: Tree;
  /** Or words. */
  readonly words?: string;
}

/** What one hostile connection knows. */
export interface Foe {
  readonly random: Random;
  /** Begins its jids, and is its wid. */
  readonly name: string;
  /** Jobs it has pushed so far. */
  pushed: number;
  /** It also does what takes other people's jobs away: FLUSH, and QUEUE on all queues. */
  readonly isReckless: boolean;
}

/** The queues that hostile jobs go to; the last ones are names of the language that the server is written in. */
const queues: readonly string[] = [..."abcdefgh"].map((letter) => `hostile-${letter}`).concat("__proto__", "constructor");

type Drafting = (foe: Foe) => Draft;

/** Each as often as it stands here. */
const draftings: readonly (readonly [times: number, drafting: Drafting])[] = [
  [36, (foe) => ({ verb: "PUSH", tree: treeOf(newJob(foe)) })],
  [6, (foe) => ({ verb: "PUSHB", tree: treeOf(Array.from({ length: foe.random.below(12) }, () => newJob(foe))) })],
  [4, ({ random }) => ({ verb: "FETCH", words: names(random) })],
  [10, (foe) => ({ verb: "ACK", tree: treeOf({ jid: someJid(foe) }) })],
  [10, (foe) => ({ verb: "FAIL", tree: treeOf(failure(foe)) })],
  [6, ({ random, name }) => ({ verb: "BEAT", tree: treeOf({ wid: name, current_state: choose(random, ["", "quiet"]), rss_kb: 5 }) })],
  [1, () => ({ verb: "INFO" })],
  [2, ({ random }) => ({ verb: "MUTATE", tree: treeOf(mutation(random)) })],
  [5, ({ random }) => ({ verb: "QUEUE", words: `${choose(random, ["PAUSE", "RESUME", "LATENCY", "REMOVE", "resume"])} ${names(random)}` })],
  [
    2,
    ({ random, name }) => ({
      verb: "BATCH",
      ...choose(random, [{ words: `OPEN b-${name}` }, { words: "COMMIT" }, { words: "STATUS b-1" }]),
    }),
  ],
  [2, (foe) => ({ verb: "BATCH", words: "NEW", tree: treeOf({ description: foe.name, success: newJob(foe), complete: newJob(foe) }) })],
  [2, (foe) => ({ verb: "TRACK", words: `GET ${someJid(foe)}` })],
  [
    2,
    (foe) => ({
      verb: "TRACK",
      words: "SET",
      tree: treeOf({ jid: someJid(foe), percent: 50, desc: "half", reserve_until: "2030-01-01T00:00:00Z" }),
    }),
  ],
];

const recklessDraftings: readonly (readonly [times: number, drafting: Drafting])[] = [
  [1, () => ({ verb: "FLUSH" })],
  [2, ({ random }) => ({ verb: "QUEUE", words: `${choose(random, ["PAUSE", "RESUME", "REMOVE"])} *` })],
];

const usual = draftings.flatMap(([times, drafting]) => Array.from({ length: times }, () => drafting));
const reckless = recklessDraftings.flatMap(([times, drafting]) => Array.from({ length: times }, () => drafting)).concat(usual);

/** A command as a client would send it, or would like to. */
export function draft(foe: Foe): Draft {
  return choose(foe.random, foe.isReckless ? reckless : usual)(foe);
}

function newJob(foe: Foe): object {
  const { random } = foe;
  foe.pushed += 1;
  const [jid, queue] = [`${foe.name}-job-${foe.pushed}`, choose(random, queues)];
  const job = { jid, jobtype: "Hostile", queue, args: [foe.pushed, "x".repeat(random.below(200)), { deep: [1, null] }] };
  const at = random.below(10) === 0 ? { at: choose(random, ["2020-01-15T12:00:00Z", "2099-01-15T12:00:00.123456789+01:00"]) } : {};
  const rest = { retry: choose(random, [25, 0, -1, 3]), reserve_for: 600, backtrace: 10, created_at: "2026-01-15T12:00:00Z" };
  const custom = { unique_for: 1 + random.below(5), track: 1, bid: "b-none", expires_in: 60 };
  return { ...job, ...at, ...(random.below(2) === 0 ? rest : {}), ...(random.below(6) === 0 ? { custom } : {}) };
}

function failure(foe: Foe): object {
  return { jid: someJid(foe), errtype: "Hostile", message: "m".repeat(foe.random.below(2_000)), backtrace: ["one", "two"] };
}

function mutation(random: Random): object {
  const cmd = choose(random, ["kill", "requeue", "discard", "clear"]);
  const target = choose(random, ["retries", "scheduled", "dead", `queue:${choose(random, queues)}`]);
  return {
    cmd,
    target,
    filter: { jobtype: "Hostile", regexp: choose(random, ["*", "*[a-", "*x*x*x*x*x*", "\\", "?"]), jids: ["nobody-has-it"] },
  };
}

function names(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => choose(random, queues)).join(" ");
}

function someJid(foe: Foe): string {
  return `${foe.name}-job-${1 + foe.random.below(Math.max(1, foe.pushed))}`;
}
