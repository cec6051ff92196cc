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
  /** Its wid. */
  readonly name: string;
  /** Batches that are there. */
  readonly bids: readonly string[];
  /** It also does what takes other people's jobs away: FLUSH, and QUEUE on all queues. */
  readonly isReckless: boolean;
}

/** Few, so that a connection settles and tracks what others have pushed and fetched. */
const jidsMany = 300;

/** The queues that hostile jobs go to; the last ones are names of the language that the server is written in. */
const queues: readonly string[] = [..."abcdefgh"].map((letter) => `hostile-${letter}`).concat("__proto__", "constructor");

type Drafting = (foe: Foe) => Draft;

/** Each as often as it stands here. */
const draftings: readonly (readonly [times: number, drafting: Drafting])[] = [
  [36, (foe) => ({ verb: "PUSH", tree: treeOf(newJob(foe)) })],
  [6, (foe) => ({ verb: "PUSHB", tree: treeOf(Array.from({ length: foe.random.below(12) }, () => newJob(foe))) })],
  [4, ({ random }) => ({ verb: "FETCH", words: names(random) })],
  [10, ({ random }) => ({ verb: "ACK", tree: treeOf({ jid: someJid(random) }) })],
  [10, ({ random }) => ({ verb: "FAIL", tree: treeOf(failure(random)) })],
  [6, ({ random, name }) => ({ verb: "BEAT", tree: treeOf({ wid: name, current_state: choose(random, ["", "quiet"]), rss_kb: 5 }) })],
  [1, () => ({ verb: "INFO" })],
  [2, ({ random }) => ({ verb: "MUTATE", tree: treeOf(mutation(random)) })],
  [5, ({ random }) => ({ verb: "QUEUE", words: `${choose(random, ["PAUSE", "RESUME", "LATENCY", "REMOVE", "resume"])} ${names(random)}` })],
  [3, ({ random, bids }) => ({ verb: "BATCH", words: `${choose(random, ["OPEN", "COMMIT", "STATUS", "CLOSE"])} ${choose(random, bids)}` })],
  [2, (foe) => ({ verb: "BATCH", words: "NEW", tree: treeOf({ description: foe.name, success: newJob(foe), complete: newJob(foe) }) })],
  [2, ({ random }) => ({ verb: "TRACK", words: `GET ${someJid(random)}` })],
  [
    2,
    ({ random }) => ({
      verb: "TRACK",
      words: "SET",
      tree: treeOf({ jid: someJid(random), percent: 50, desc: "half", reserve_until: "2030-01-01T00:00:00Z" }),
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
  const [jid, queue] = [someJid(random), choose(random, queues)];
  const job = { jid, jobtype: "Hostile", queue, args: [foe.name, "x".repeat(random.below(200)), { deep: [1, null] }] };
  const at = random.below(10) === 0 ? { at: choose(random, ["2020-01-15T12:00:00Z", "2099-01-15T12:00:00.123456789+01:00"]) } : {};
  const rest = { retry: choose(random, [25, 0, -1, 3]), reserve_for: 600, backtrace: 10, created_at: "2026-01-15T12:00:00Z" };
  return { ...job, ...at, ...(random.below(2) === 0 ? rest : {}), ...(random.below(3) === 0 ? { custom: customOf(foe) } : {}) };
}

/** What the features of spec §6 read, some of it. */
function customOf({ random, name, bids }: Foe): object {
  const all = {
    unique_for: 1 + random.below(5),
    unique_until: choose(random, ["success", "start"]),
    expires_at: "2099-01-15T12:00:00Z",
    expires_in: 60,
    bid: choose(random, bids),
    track: 1,
    backoff: [1, 2, 3],
    on_death: { jobtype: "Hostile", queue: choose(random, queues), args: [name] },
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.below(3) === 0));
}

function failure(random: Random): object {
  const retryIn = random.below(4) === 0 ? { retry_in: random.below(100) } : {};
  return { jid: someJid(random), errtype: "Hostile", message: "m".repeat(random.below(2_000)), backtrace: ["one", "two"], ...retryIn };
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

function someJid(random: Random): string {
  return `hostile-job-${random.below(jidsMany)}`;
}
