import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type { Throttle } from "../../job/throttle.ts";
import type { SlotsPort } from "../ports/slots.ts";
import type { Parts } from "./memory.ts";
import { heldSlots, type QueueSlots, rateSlots } from "./queue-slots.ts";
import { handouts } from "./schema.ts";

const value = sql.placeholder;

/** Rows of hand-outs that no longer count are deleted together: one by one they were a third of the price. */
const prunedAtOnce = 100;

/** The slots port (spec §6 Throttling) on SQLite: reserved jobs are counted in memory, the hand-outs of a rate have a row each as long as they count. */
export function sqliteSlots(parts: Parts, db: BunSQLiteDatabase): SlotsPort {
  const { memory, turn } = parts;
  const { insert, prune, list } = prepare(parts, db);
  const lastNo = new Map<string, number>();

  function made(queue: string, throttle: Throttle): QueueSlots {
    if (throttle.kind !== "rate") return heldSlots(throttle, memory.held.allIn(queue));
    const rows = list({ queue });
    lastNo.set(queue, rows.at(-1)?.no ?? 0);
    return rateSlots(
      throttle,
      rows.map((row) => row.at),
    );
  }

  function slotsOf(queue: string, throttle: Throttle): QueueSlots {
    const known = memory.slots.find(queue);
    if (known !== undefined && isSame(known.throttle, throttle)) return known;
    const slots = made(queue, throttle);
    memory.slots.set(queue, slots);
    return slots;
  }

  function handOut(queue: string, slots: QueueSlots): void {
    const no = (lastNo.get(queue) ?? 0) + 1;
    lastNo.set(queue, no);
    insert({ queue, no, at: turn.steady });
    if (no % prunedAtOnce === 0) prune({ queue, no: no - slots.throttle.most });
    memory.undo.push(slots.handOut(turn.steady));
  }

  return {
    take: async (queue, wid, throttle) => {
      const slots = slotsOf(queue, throttle);
      const found = slots.take(wid, turn.steady);
      if (found.isTaken) memory.undo.push(() => slots.forgetTries());
      return found;
    },
    settle: async (queue, wid, isUsed) => {
      const slots = memory.slots.find(queue);
      slots?.settle(wid);
      if (isUsed && slots?.throttle.kind === "rate") handOut(queue, slots);
    },
    look: async (queue, throttle, limit) => {
      const slots = slotsOf(queue, throttle);
      return { taken: slots.taken(turn.steady), holders: slots.holders(turn.steady).slice(0, limit) };
    },
    freeInMs: async (queue, throttle) =>
      memory.slots.find(queue) === undefined ? Infinity : slotsOf(queue, throttle).freeInMs(turn.steady),
    lift: async (queue) => {
      if (memory.slots.find(queue)?.throttle.kind === "rate") prune({ queue, no: lastNo.get(queue) ?? 0 });
      memory.slots.drop(queue);
    },
  };
}

function prepare({ gate }: Parts, db: BunSQLiteDatabase) {
  const ofQueue = eq(handouts.queue, value("queue"));
  return {
    insert: gate.writer(
      db
        .insert(handouts)
        .values({ queue: value("queue"), no: value("no"), at: value("at") })
        .prepare(),
    ),
    prune: gate.writer(
      db
        .delete(handouts)
        .where(and(ofQueue, lte(handouts.no, value("no"))))
        .prepare(),
    ),
    list: gate.lister(db.select({ no: handouts.no, at: handouts.at }).from(handouts).where(ofQueue).orderBy(asc(handouts.no)).prepare()),
  };
}

function isSame(one: Throttle, other: Throttle): boolean {
  if (one === other) return true;
  if (one.kind !== other.kind || one.most !== other.most) return false;
  return one.kind === "rate"
    ? other.kind === "rate" && one.perMs === other.perMs
    : other.kind !== "rate" && one.timeoutMs === other.timeoutMs;
}
