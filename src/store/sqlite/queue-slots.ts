import type { Micros } from "../../job/facts.ts";
import type { Throttle } from "../../job/throttle.ts";
import type { JobId } from "../ports/jobs.ts";
import type { SlotTry } from "../ports/slots.ts";

/** A reserved job as slots see it; `reservedAt` is steady time. */
export interface SlotHolder {
  readonly id: JobId;
  readonly wid: string;
  readonly reservedAt: Micros;
}

/** The slots of one throttled queue, in memory. */
export interface QueueSlots {
  readonly throttle: Throttle;
  take(wid: string, now: Micros): SlotTry;
  /** A try is over, in which `take` had a slot. */
  settle(wid: string): void;
  /** A job was reserved, or left working. */
  enter(holder: SlotHolder): void;
  leave(holder: SlotHolder): void;
  /** Milliseconds until a slot comes free by itself, of those that are full; else Infinity. */
  freeInMs(now: Micros): number;
  /** How many jobs may go out now, to whom ever. */
  free(now: Micros): number;
  /** How many count. */
  taken(now: Micros): number;
  /** A job of a rate went out; the function that is returned takes that back. */
  handOut(now: Micros): () => void;
  /** Forgets the tries of a turn that was rolled back. */
  forgetTries(): void;
  /** The jobs that count. */
  holders(now: Micros): JobId[];
}

/** The slots that reserved jobs take up: those of the whole queue, or of each worker. */
export function heldSlots(throttle: Throttle & { readonly timeoutMs: number }, holders: Iterable<SlotHolder>): QueueSlots {
  const timeout = throttle.timeoutMs * 1_000;
  const { enter, leave, counted, keys } = slotGroups(timeout);
  const tries = new Map<string, number>();
  const keyOf = (wid: string): string => (throttle.kind === "worker" ? wid : "");

  /** Where as many of a group are taken, or tried, as may be; else Infinity. */
  function freeInMs(group: ReadonlyMap<JobId, Micros>, taken: number, now: Micros): number {
    const [oldest = now] = group.values();
    return taken < throttle.most ? Infinity : (oldest + timeout - now) / 1_000;
  }

  const slots: QueueSlots = {
    throttle,
    take: (wid, now) => {
      const key = keyOf(wid);
      const group = counted(key, now);
      const taken = group.size + (tries.get(key) ?? 0);
      const isTaken = taken < throttle.most;
      if (isTaken) tries.set(key, (tries.get(key) ?? 0) + 1);
      return { isTaken, freeInMs: freeInMs(group, taken + 1, now) };
    },
    settle: (wid) => {
      const left = (tries.get(keyOf(wid)) ?? 0) - 1;
      if (left > 0) tries.set(keyOf(wid), left);
      else tries.delete(keyOf(wid));
    },
    enter: (holder) => enter(keyOf(holder.wid), holder),
    handOut: () => () => {},
    leave: ({ id, wid }) => leave(keyOf(wid), id),
    freeInMs: (now) =>
      keys().reduce((least, key) => {
        const group = counted(key, now);
        return Math.min(least, freeInMs(group, group.size, now));
      }, Infinity),
    free: (now) => (throttle.kind === "worker" ? Infinity : throttle.most - counted("", now).size),
    forgetTries: () => tries.clear(),
    taken: (now) => keys().reduce((sum, key) => sum + counted(key, now).size, 0),
    holders: (now) => keys().flatMap((key) => [...counted(key, now).keys()]),
  };
  for (const holder of holders) slots.enter(holder);
  return slots;
}

/** Reserved jobs in groups, each until its time is over. */
function slotGroups(timeout: Micros) {
  const groups = new Map<string, Map<JobId, Micros>>();
  /** Groups that a job came back into: after a rollback, or with a longer lease. */
  const disordered = new Set<string>();
  let newest: Micros = 0;
  return {
    keys: (): string[] => [...groups.keys()],
    enter: (key: string, { id, reservedAt }: SlotHolder): void => {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, new Map([[id, reservedAt]]));
      else group.set(id, reservedAt);
      if (reservedAt < newest) disordered.add(key);
      newest = Math.max(newest, reservedAt);
    },
    leave: (key: string, id: JobId): void => {
      const group = groups.get(key);
      group?.delete(id);
      if (group?.size === 0) groups.delete(key);
    },
    /** In the order of their reservation, so that those whose time is over stand first. */
    counted: (key: string, now: Micros): ReadonlyMap<JobId, Micros> => {
      if (disordered.delete(key)) groups.set(key, inOrder(groups.get(key) ?? []));
      const group = groups.get(key) ?? new Map<JobId, Micros>();
      for (const [id, reservedAt] of group) {
        if (reservedAt + timeout > now) break;
        group.delete(id);
      }
      if (group.size === 0) groups.delete(key);
      return group;
    },
  };
}

function inOrder(group: Iterable<[JobId, Micros]>): Map<JobId, Micros> {
  return new Map([...group].sort(([, one], [, other]) => one - other));
}

/** The slots of a rate: as many hand-outs in any `perMs`, a window that slides. `times` are the last ones, in their order. */
export function rateSlots(throttle: Throttle & { readonly perMs: number }, times: Micros[]): QueueSlots {
  const window = throttle.perMs * 1_000;
  let handedOut = times;
  let first = 0;
  let tries = 0;

  function counted(now: Micros): number {
    while (first < handedOut.length && handedOut[first]! + window <= now) first += 1;
    if (first > throttle.most) {
      handedOut = handedOut.slice(first);
      first = 0;
    }
    return handedOut.length - first;
  }

  return {
    throttle,
    take: (_wid, now) => {
      const taken = counted(now) + tries;
      const isTaken = taken < throttle.most;
      if (isTaken) tries += 1;
      return { isTaken, freeInMs: taken + 1 < throttle.most ? Infinity : ((handedOut[first] ?? now) + window - now) / 1_000 };
    },
    settle: () => void (tries = Math.max(0, tries - 1)),
    enter: () => {},
    leave: () => {},
    freeInMs: (now) => (counted(now) < throttle.most ? Infinity : ((handedOut[first] ?? now) + window - now) / 1_000),
    free: (now) => throttle.most - counted(now),
    taken: counted,
    forgetTries: () => void (tries = 0),
    holders: () => [],
    handOut: (now) => {
      handedOut.push(now);
      return () => void handedOut.pop();
    },
  };
}
