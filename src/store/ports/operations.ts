import type { Micros } from "../../job/facts.ts";
import type { Cursor, ListName } from "./lists.ts";

/** It runs, also over restarts, or has come to its end in one of two ways. */
export type OperationState = "running" | "done" | "cancelled";

/** A wide action as it is asked for; `filter` is text that only its reader understands. */
export interface NewOperation {
  readonly cmd: string;
  readonly target: ListName;
  readonly filter: string;
  /** Who asked for it; "" for a client. */
  readonly by: string;
}

/** A wide action under way: what it touches is fixed by `freeze`, how far it got by `cursor`. */
export interface Operation extends NewOperation {
  readonly no: number;
  readonly started: Micros;
  readonly freeze: number;
  readonly cursor: Cursor;
  /** Jobs it moved, and jobs it looked at, of as many as its list held. */
  readonly done: number;
  readonly looked: number;
  readonly total: number;
}

/** Wide actions that survive a restart: a row each, which is kept for a while after its end. */
export interface OperationsPort {
  /** Fixes what it touches, now, and stores it; where its beginning is done already, or what it touches is fixed, with that. */
  begin(operation: NewOperation, rest?: Partial<Pick<Operation, "freeze" | "cursor" | "done" | "looked">>): Promise<Operation>;
  /** Undefined where it does not run. */
  find(no: number): Promise<Operation | undefined>;
  /** How far it got; undefined where it does not run. Costs the same however long its filter is. */
  cursor(no: number): Promise<Cursor | undefined>;
  /** The numbers of all that are under way, the oldest first. */
  running(): Promise<number[]>;
  /** It got so far, and did and looked at so many jobs more; without a cursor it is at its end. */
  advance(no: number, to: { readonly cursor: Cursor | undefined; readonly done: number; readonly looked: number }): Promise<void>;
  /** Ends it where it is; false where it does not run. */
  cancel(no: number): Promise<boolean>;
}
