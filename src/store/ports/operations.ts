import type { Cursor, ListName } from "./lists.ts";

/** It runs, also over restarts, or has come to its end in one of two ways. */
export type OperationState = "running" | "done" | "cancelled";

/** A wide action as it is asked for; `filter` is text that only its reader understands. */
export interface NewOperation {
  readonly cmd: string;
  readonly target: ListName;
  readonly filter: string;
}

/** A wide action under way: what it touches is fixed by `freeze`, how far it got by `cursor`. */
export interface Operation extends NewOperation {
  readonly no: number;
  readonly freeze: number;
  readonly cursor: Cursor;
  readonly done: number;
  readonly total: number;
}

/** Wide actions that survive a restart: a row from their beginning to their end. */
export interface OperationsPort {
  /** Fixes what it touches, now, and stores it; where its beginning is done already, with what that left. */
  begin(operation: NewOperation, rest?: Pick<Operation, "freeze" | "cursor" | "done">): Promise<Operation>;
  find(no: number): Promise<Operation | undefined>;
  /** How far it got; undefined where it is at its end. Costs the same however long its filter is. */
  cursor(no: number): Promise<Cursor | undefined>;
  /** The numbers of all that are under way, the oldest first. */
  running(): Promise<number[]>;
  /** It got so far, and did so many jobs more; without a cursor it is at its end, and its row goes. */
  advance(no: number, to: { readonly cursor: Cursor | undefined; readonly done: number }): Promise<void>;
}
