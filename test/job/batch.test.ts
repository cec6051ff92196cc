import { describe, expect, test } from "bun:test";
import { seededRandom } from "../support/fixed-random.ts";
import { advance, type BatchChange, type BatchCounts, type CallbackKind, holdsOf, lifeOf } from "../../src/job/batch.ts";

const begun: BatchCounts = {
  isOpen: true,
  total: 0,
  pending: 0,
  failed: 0,
  lost: 0,
  hasDied: false,
  completeHolds: 0,
  successHolds: 0,
  complete: "pending",
  success: "pending",
  death: "pending",
  callbacks: ["complete", "success", "death"],
};

const words: Readonly<Record<string, BatchChange>> = {
  open: { what: "open" },
  commit: { what: "commit" },
  join: { what: "join" },
  ack: { what: "acked", hasFailed: false },
  "ack after failure": { what: "acked", hasFailed: true },
  fail: { what: "failed", hasFailed: false },
  "fail again": { what: "failed", hasFailed: true },
  die: { what: "failed", hasFailed: false, hasDied: true },
  lose: { what: "lost", hasFailed: false, hasDied: true },
  "complete done": { what: "called", kind: "complete" },
  "success done": { what: "called", kind: "success" },
  "child comes": { what: "child", by: { complete: 1, success: 1 } },
  "child is complete": { what: "child", by: { complete: -1, success: 0 } },
  "child succeeds": { what: "child", by: { complete: 0, success: -1 } },
};

/** What a story makes of a batch: each callback stands behind the change that brought it. */
function play(story: string, callbacks: readonly CallbackKind[] = begun.callbacks): { counts: BatchCounts; said: string } {
  let counts: BatchCounts = { ...begun, callbacks };
  const said = story.split(", ").map((word) => {
    const change = words[word];
    if (change === undefined) throw new Error(`no change called ${word}`);
    const advanced = advance(counts, change);
    counts = advanced.counts;
    return advanced.due.length === 0 ? "" : `${word} → ${advanced.due.join("+")}`;
  });
  return { counts, said: said.filter((text) => text !== "").join(", ") };
}

describe("§6 which callback is due when", () => {
  test.each([
    ["commit", "commit → complete"],
    ["join, ack, commit, complete done", "commit → complete, complete done → success"],
    ["join, commit, ack, complete done", "ack → complete, complete done → success"],
    ["join, join, commit, ack, fail, complete done, ack after failure", "fail → complete, ack after failure → success"],
    ["join, commit, fail, fail again, complete done, ack after failure", "fail → complete, ack after failure → success"],
    ["join, commit, fail, ack after failure, complete done", "fail → complete, complete done → success"],
    ["join, commit, die, complete done", "die → death+complete"],
    ["join, join, commit, die, die", "die → death, die → complete"],
    ["join, die, commit", "commit → death+complete"],
    ["join, commit, lose, complete done", "lose → death+complete"],
    ["commit, open, join, complete done, ack, commit", "commit → complete, commit → success"],
    ["commit, complete done, success done, open, join, ack, commit", "commit → complete, complete done → success"],
    ["child comes, commit, child is complete, complete done, child succeeds", "child is complete → complete, child succeeds → success"],
  ])("%s: %s", (story, said) => expect(play(story).said).toBe(said));

  test.each([
    ["commit", ["success"], "commit → success"],
    ["join, commit, fail, ack after failure", ["success"], "ack after failure → success"],
    ["join, commit, fail, ack after failure", ["complete"], "fail → complete"],
    ["join, commit, die", ["success"], ""],
    ["child comes, commit, child is complete, child succeeds", ["success"], "child succeeds → success"],
  ] as const)("%s with %p alone: %p", (story, callbacks, said) => expect(play(story, callbacks).said).toBe(said));
});

test.each([
  ["join", "open"],
  ["join, commit", "running"],
  ["join, commit, fail", "running"],
  ["commit", "running"],
  ["commit, complete done", "running"],
  ["commit, complete done, success done", "ended"],
  ["join, commit, lose", "running"],
  ["join, commit, lose, complete done", "ended"],
  ["join, commit, die, complete done", "running"],
  ["commit, complete done, success done, open", "open"],
])("§6 after %s a batch is %s", (story, life) => expect(lifeOf(play(story).counts)).toBe(life as ReturnType<typeof lifeOf>));

test.each([
  ["join, commit", 1, 1],
  ["join, commit, fail, complete done", 0, 1],
  ["commit", 1, 1],
  // Its success has been enqueued: the parent waits for that too.
  ["commit, complete done", 1, 1],
  ["commit, complete done, success done", 0, 0],
])("§6 after %s a child holds back %p complete and %p success of its parent", (story, complete, success) =>
  expect(holdsOf(play(story).counts)).toEqual({ complete, success }),
);

test("§6 whatever happens to a batch, its counts are those of its jobs, and each callback is due at most once", () => {
  const seed = 20_260_115;
  const random = seededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    let counts = begun;
    const jobs: ("fresh" | "failed")[] = [];
    let [lost, total] = [0, 0];
    const due: CallbackKind[] = [];
    const step = (change: BatchChange): void => {
      const advanced = advance(counts, change);
      counts = advanced.counts;
      due.push(...advanced.due);
    };
    for (let count = 0; count < 60; count += 1) {
      const roll = random.below(8);
      const index = random.below(Math.max(1, jobs.length));
      const job = jobs[index];
      if (roll === 0) step({ what: random.below(2) === 0 ? "open" : "commit" });
      else if (roll <= 2) {
        total += 1;
        jobs.push("fresh");
        step({ what: "join" });
      } else if (roll === 3 && due.length > 0) {
        const kind = due[random.below(due.length)]!;
        if (counts[kind] === "enqueued") step({ what: "called", kind });
      } else if (job !== undefined) {
        const what = roll === 4 ? "failed" : roll === 5 ? "lost" : "acked";
        step({ what, hasFailed: job === "failed", hasDied: what === "lost" });
        if (what === "failed") jobs[index] = "failed";
        else jobs.splice(index, 1);
        lost += what === "lost" ? 1 : 0;
      }
      const failed = jobs.filter((state) => state === "failed").length + lost;
      const pending = jobs.filter((state) => state === "fresh").length;
      expect({ seed, round, ...counts }).toMatchObject({ total, pending, failed, lost });
      if (counts.success !== "pending") expect(counts.complete).toBe("succeeded");
    }
    expect(new Set(due).size).toBe(due.length);
  }
});
