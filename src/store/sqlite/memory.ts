import type { Clock } from "../../clock.ts";
import { Counts } from "./counts.ts";
import type { Gate } from "./gate.ts";
import { HeldJobs } from "./held-jobs.ts";
import { LockIndex } from "./lock-index.ts";
import { NumberBlock } from "./number-blocks.ts";
import { QueueIndex } from "./queue-index.ts";
import type { RawStatements } from "./raw.ts";
import { SlotIndex } from "./slot-index.ts";
import type { Statements } from "./statements.ts";
import { SteadyTime } from "./steady-time.ts";
import { UndoList } from "./undo.ts";

/** Numbers kept in the database: the ends of three blocks, the floor below which FLUSH left only what is to be swept, and how far the steady time is ahead. */
export interface StoredNumbers {
  readonly ids: number;
  readonly entered: number;
  readonly queues: number;
  readonly floor: number;
  readonly ahead: number;
}

/** All that the store keeps in memory. Derived from the tables (`load.ts`), bounded, and equal to a rebuild after every turn. */
export interface Memory {
  readonly undo: UndoList;
  readonly queues: QueueIndex;
  readonly held: HeldJobs;
  readonly slots: SlotIndex;
  readonly locks: LockIndex;
  readonly counts: Counts;
  readonly ids: NumberBlock;
  readonly entered: NumberBlock;
  /** Numbers of queues: one that came again is another one, also where the first is swept away. */
  readonly queueNos: NumberBlock;
  /** Jobs with an id up to it are gone, whatever rows they still have; 0 where nothing is left to sweep. */
  floor: number;
  readonly steady: SteadyTime;
}

/** What the parts of the store share. */
export interface Parts {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly statements: Statements;
  readonly raw: RawStatements;
  readonly memory: Memory;
  /** The present turn's wall time and steady time, the same for all its works. */
  readonly turn: { now: number; steady: number };
}

/** An empty memory; `load.ts` fills it. */
export function emptyMemory(stored: StoredNumbers, statements: Statements, clock: Clock): Memory {
  const undo = new UndoList();
  const slots = new SlotIndex(undo);
  const block = (name: "ids" | "entered" | "queues") =>
    new NumberBlock(stored[name], (end) => statements.putNumber({ name, value: end }), undo);
  return {
    undo,
    queues: new QueueIndex(undo),
    held: new HeldJobs(undo, slots),
    slots,
    locks: new LockIndex(undo),
    counts: new Counts(undo),
    ids: block("ids"),
    entered: block("entered"),
    queueNos: block("queues"),
    floor: stored.floor,
    steady: new SteadyTime(clock, stored.ahead, (ahead) => statements.putNumber({ name: "ahead", value: ahead }), undo),
  };
}
