import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { advance, type BatchChange, callbackKinds, holdsOf, type Holds, keptMicros, lifeOf } from "../../job/batch.ts";
import { limits } from "../../limits.ts";
import { assert } from "../../result.ts";
import type { BatchesPort, BatchRun, Callback, LapsedBatches, NewBatch } from "../ports/batches.ts";
import type { JobId } from "../ports/jobs.ts";
import { batchOf, type BatchRow, type BatchStatements, columnsOf, countsOf, prepareBatches } from "./batch-rows.ts";
import type { Parts } from "./memory.ts";

/** The batches port (spec §6) on SQLite: a change reads one row and writes it, and those of its parents as far as it reaches them. */
export function sqliteBatches({ gate, turn }: Parts, db: BunSQLiteDatabase): BatchesPort {
  const rows = new Batches(prepareBatches(db, gate), turn);
  return {
    create: async (batch) => rows.create(batch),
    find: async (bid) => {
      const row = rows.find(bid);
      return row && batchOf(row);
    },
    join: async (id, bid) => rows.join(id, bid),
    setOpen: async (bid, isOpen) => (rows.find(bid) === undefined ? undefined : rows.change(bid, { what: isOpen ? "open" : "commit" })),
    ran: async (id, run) => rows.ran(id, run),
    called: async ({ bid, kind }, id) => rows.statements.insertCall({ id, bid, kind }),
    answered: async (id, isAcked) => rows.answered(id, isAcked),
    lapse: async (limit) => rows.lapse(limit),
  };
}

class Batches {
  readonly statements: BatchStatements;
  readonly #turn: Parts["turn"];

  constructor(statements: BatchStatements, turn: Parts["turn"]) {
    this.statements = statements;
    this.#turn = turn;
  }

  /** A batch that is known to who asks for it. */
  find(bid: string): BatchRow | undefined {
    const row = this.statements.find({ bid });
    // One that still runs after a year is kept for another.
    const isKept = row !== undefined && (row.until > this.#turn.steady || (row.isOpen === 0 && row.pending > 0));
    return isKept ? row : undefined;
  }

  create({ bid, parent, description, callbacks }: NewBatch): "created" | "no parent" | "too deep" {
    const above = parent === undefined ? undefined : this.find(parent);
    if (parent !== undefined && above === undefined) return "no parent";
    const level = above === undefined ? 1 : above.level + 1;
    if (level > limits.batchLevelsMax) return "too deep";
    const kinds = callbackKinds.filter((kind) => callbacks.has(kind));
    const bits = callbackKinds.reduce((sum, kind, bit) => sum + (callbacks.has(kind) ? 1 << bit : 0), 0);
    const counts = { isOpen: true, total: 0, pending: 0, failed: 0, lost: 0, hasDied: false, completeHolds: 0, successHolds: 0 };
    const begun = { ...counts, complete: "pending", success: "pending", death: "pending", callbacks: kinds } as const;
    this.statements.insert({
      ...columnsOf(begun),
      bid,
      parent: parent ?? null,
      description: description ?? null,
      level,
      created: this.#turn.now,
      callbacks: bits,
      until: this.#turn.steady + keptMicros(begun),
    });
    for (const [kind, job] of callbacks) this.statements.insertCallback({ bid, kind, job });
    if (parent !== undefined) this.change(parent, { what: "child", by: holdsOf(begun) });
    return "created";
  }

  join(id: JobId, bid: string): void {
    if (this.find(bid) === undefined) return;
    this.change(bid, { what: "join" });
    this.statements.insertJob({ id, bid });
  }

  /**
   * Changes a batch, and its parents as far as they feel it: the callbacks that are due now. One whose time is up counts until `lapse`
   * takes it: a clock set back over a restart makes it known again.
   */
  change(bid: string, change: BatchChange): Callback[] {
    const due: Callback[] = [];
    for (let next: { bid: string; change: BatchChange } | undefined = { bid, change }; next !== undefined;) {
      const row = this.statements.find({ bid: next.bid });
      if (row === undefined) return due;
      const before = countsOf(row);
      const { counts, due: kinds } = advance(before, next.change);
      this.statements.setCounts({ ...columnsOf(counts), bid: row.bid });
      if (next.change.what === "open" || lifeOf(counts) !== lifeOf(before)) this.#keep(row, this.#turn.steady + keptMicros(counts));
      due.push(...kinds.map((kind) => this.#take(row.bid, kind)));
      const by = difference(holdsOf(counts), holdsOf(before));
      next =
        row.parent === null || (by.complete === 0 && by.success === 0) ? undefined : { bid: row.parent, change: { what: "child", by } };
    }
    return due;
  }

  ran(id: JobId, { what, hasDied }: BatchRun): { bid: string; callbacks: Callback[] } | undefined {
    const job = what === "failed" ? this.statements.findJob({ id }) : this.statements.takeJob({ id });
    if (job === undefined) return undefined;
    const hasFailed = job.failed === 1;
    if (what === "failed" && !hasFailed) this.statements.failJob({ id });
    return { bid: job.bid, callbacks: this.change(job.bid, { what, hasFailed, hasDied }) };
  }

  answered(id: JobId, isAcked: boolean): Callback[] {
    const call = this.statements.takeCall({ id });
    const kind = callbackKinds.find((each) => each === call?.kind);
    if (call === undefined || kind === undefined || !isAcked) return [];
    return this.change(call.bid, { what: "called", kind });
  }

  lapse(limit: number): LapsedBatches {
    const due = this.statements.due({ until: this.#turn.steady, limit });
    const uncommitted: string[] = [];
    const callbacks: Callback[] = [];
    for (const row of due) {
      const counts = countsOf(row);
      if (!counts.isOpen && counts.pending > 0) {
        this.#keep(row, this.#turn.steady + keptMicros(counts));
        continue;
      }
      this.statements.remove({ bid: row.bid });
      this.statements.removeCallbacks({ bid: row.bid });
      if (!counts.isOpen) continue;
      uncommitted.push(row.bid);
      const by = difference({ complete: 0, success: 0 }, holdsOf(counts));
      if (row.parent !== null) callbacks.push(...this.change(row.parent, { what: "child", by }));
    }
    return { hasMore: due.length === limit, uncommitted, callbacks };
  }

  #keep({ bid }: BatchRow, until: number): void {
    this.statements.setUntil({ bid, until });
  }

  #take(bid: string, kind: Callback["kind"]): Callback {
    const callback = this.statements.takeCallback({ bid, kind });
    assert(callback !== undefined, `batch ${bid} has lost its callback ${kind}`);
    return { bid, kind, job: callback.job };
  }
}

function difference(now: Holds, before: Holds): Holds {
  return { complete: now.complete - before.complete, success: now.success - before.success };
}
