import type { Engine } from "../assemble.ts";
import { handOut } from "../job/handout.ts";
import { filterText, matcher, type Matcher, type Mutation, type MutationCmd, readFilterText } from "../job/mutation.ts";
import { limits } from "../limits.ts";
import { Trouble } from "../result.ts";
import type { Landing, StoredJob } from "../store/ports/jobs.ts";
import type { ListedJob, Scan } from "../store/ports/lists.ts";
import type { NewOperation, Operation } from "../store/ports/operations.ts";
import type { Tx } from "../store/store.ts";
import type { Mover } from "./move.ts";
import type { EngineParts } from "./parts.ts";
import { type IsOver, within } from "./within.ts";

/** The wide actions of this node. */
export interface Mutations {
  readonly mutate: Engine["mutate"];
  /** Goes on with what is under way and nobody drives: after a restart, or trouble. Answers with the number of jobs it took. */
  resume(): Promise<number>;
}

/**
 * §3 MUTATE. What it touches is fixed when it begins. A short list is done in one turn; a longer one is stored as an operation and done
 * in slices, each of which leaves every job in one place, so that a restart goes on where it stopped.
 */
export function mutations(parts: EngineParts): Mutations {
  const { store, clock, log, move } = parts;
  const driven = new Map<number, Promise<number>>();

  const drive = (no: number): Promise<number> => {
    const running = driven.get(no) ?? runToEnd(parts, no).finally(() => driven.delete(no));
    driven.set(no, running);
    return running;
  };

  return {
    mutate: async (mutation) => {
      const no = await store.transact("synced", (tx) => begin(tx, mutation, { move, isOver: within(clock, limits.operationAtOnceMs) }), {
        isWide: true,
      });
      if (no === undefined) return;
      // it is on stable storage: whatever holds it up now, it goes on later
      const driving = drive(no).catch((error: unknown) => {
        if (!(error instanceof Trouble)) throw error;
        log.warn(`a ${mutation.cmd} over ${mutation.target} was held up, and goes on by itself: ${error.message}`);
      });
      await Promise.race([driving, new Promise<void>((resolve) => clock.after(limits.operationAnswerMs, resolve))]);
    },
    resume: async () => {
      const running = await store.transact("committed", (tx) => tx.operations.running());
      let moved = 0;
      for (const no of running) if (!driven.has(no)) moved += await drive(no);
      return moved;
    },
  };
}

/** Does it at once where the list is short and its jobs are; else the number of the operation that will, or that does the rest. */
async function begin(
  tx: Tx,
  { cmd, target, filter }: Mutation,
  { move, isOver }: Pick<Step, "move" | "isOver">,
): Promise<number | undefined> {
  const { size, freeze, start } = await tx.lists.end(target);
  const asked = { cmd, target, filter: filterText(filter) };
  if (size > limits.operationAtOnceMax) return (await tx.operations.begin(asked)).no;
  const step = { cmd, target, matcher: matcher(filter), isOver, move };
  for (let after: string | undefined = start; after !== undefined;) {
    const { next, done }: StepEnd = await runStep(tx, step, { after, freeze, limit: limits.sliceRows });
    if (next !== undefined && isOver()) return (await tx.operations.begin(asked, { freeze, cursor: next, done })).no;
    after = next;
  }
  return undefined;
}

async function runToEnd({ store, clock, move }: EngineParts, no: number): Promise<number> {
  let moved = 0;
  let begun: { readonly operation: Operation; readonly matcher: Matcher } | undefined;
  await store.inSlices("wide", async (tx) => {
    begun ??= await found(tx, no);
    const after = await tx.operations.cursor(no);
    if (begun === undefined || after === undefined) return false;
    const { operation } = begun;
    const step = { ...stepOf(operation), matcher: begun.matcher, isOver: within(clock, limits.sliceMsMax), move };
    const end = await runStep(tx, step, { freeze: operation.freeze, after, limit: limits.sliceRows });
    await tx.operations.advance(no, { cursor: end.next, done: end.done });
    tx.afterCommit(() => {
      moved += end.done;
    });
    return end.next !== undefined;
  });
  return moved;
}

async function found(tx: Tx, no: number): Promise<{ operation: Operation; matcher: Matcher } | undefined> {
  const operation = await tx.operations.find(no);
  return operation && { operation, matcher: matcher(readFilterText(operation.filter)) };
}

interface Step {
  readonly cmd: MutationCmd;
  readonly target: NewOperation["target"];
  readonly matcher: Matcher;
  readonly isOver: IsOver;
  readonly move: Mover;
}

interface StepEnd {
  readonly done: number;
  readonly next?: string | undefined;
}

function stepOf(operation: Operation): Pick<Step, "cmd" | "target"> {
  return { cmd: operation.cmd as MutationCmd, target: operation.target };
}

/** Ends with its page, or where its time is over: a job may be 64 MiB long, which takes a tenth of a second to read or to delete. */
async function runStep(tx: Tx, { cmd, target, matcher: asked, isOver, move }: Step, scan: Scan): Promise<StepEnd> {
  const page = await tx.lists.scan(target, asked.matchesBytes === undefined ? scan : { ...scan, withBytes: true });
  const last = page.jobs.at(-1);
  let done = 0;
  for (const job of page.jobs) {
    if (asked.mayMatch(job) && (await matchesBytes(tx, job, asked)) && (await apply(tx, move, cmd, job))) done += 1;
    if (isOver() && job !== last) return { done, next: page.behind(job) };
  }
  return { done, next: page.next };
}

/** The glob sees a job as FETCH would hand it out (spec §3). */
async function matchesBytes(tx: Tx, job: ListedJob, asked: Matcher): Promise<boolean> {
  if (asked.matchesBytes === undefined) return true;
  const read = job.bytes ?? (await tx.lists.read(job));
  return read !== undefined && asked.matchesBytes(read.isCorrupt ? read.payload : handOut(read.payload, job.at, read.failure));
}

async function apply(tx: Tx, move: Mover, cmd: MutationCmd, job: StoredJob): Promise<boolean> {
  if (cmd === "kill") return job.place !== "dead" && (await move(tx, "kill", job, { place: "dead", at: tx.now }));
  const landing: Landing = cmd === "requeue" ? { place: "queued" } : { place: "gone" };
  return move(tx, cmd === "requeue" ? "requeue" : "discard", job, landing);
}
