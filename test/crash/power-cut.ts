import { seededRandom } from "../support/fixed-random.ts";
import { databaseName } from "../../src/store/sqlite/database.ts";
import { Disk } from "./disk.ts";
import type { Moment } from "./acts.ts";
import type { Journal } from "./journal.ts";
import { judge } from "./recover.ts";
import { jidsOfTicks } from "./ticks.ts";
import type { Event } from "./trace.ts";

/** Which states to make of a recording, and where. */
export interface PowerCuts {
  readonly events: readonly Event[];
  readonly journal: Journal;
  readonly seed: number;
  /** One state each. */
  readonly moments: readonly Moment[];
  /** Made anew for each state. */
  readonly directory: string;
  /** Broken promises of a state to tell of. */
  readonly shownMax?: number;
}

/** A state that breaks promises. */
export interface BrokenState {
  readonly seed: number;
  readonly state: number;
  readonly moment: Moment;
  readonly keep: number;
  readonly tear: number;
  readonly count: number;
  readonly promises: readonly string[];
}

const keeps = [0, 0.05, 0.5, 0.9, 0.99, 1];
const tears = [0, 0.2, 1];
const shownUsually = 5;

/** Cuts the power at moments of a recording, starts our store on each state, and answers with those that break a promise. */
export async function cutPower({ events, journal, seed, moments, directory, shownMax = shownUsually }: PowerCuts): Promise<BrokenState[]> {
  const disk = new Disk();
  const broken: BrokenState[] = [];
  let next = 0;
  for (const [state, moment] of moments.toSorted((one, other) => one - other).entries()) {
    for (; next <= moment; next++) disk.apply(at(events, next));
    // a seed for each state, so that one can be made again without the others
    const random = seededRandom(seed + state);
    const [keep, tear] = [at(keeps, random.below(keeps.length)), at(tears, random.below(tears.length))];
    const promises = await judge(disk.cut(random, { keep, tear }), { journal, until: moment, crash: "power" }, directory);
    if (promises.length === 0) continue;
    broken.push({ seed, state, moment, keep, tear, count: promises.length, promises: promises.slice(0, shownMax) });
  }
  return broken;
}

/** Moments of all kinds, not before `from`: any, at an answer, while the log is copied into the database, around a sync. */
export function someMoments(events: readonly Event[], seed: number, count: number, from: Moment = 0): Moment[] {
  const random = seededRandom(seed);
  const kinds = [
    [...events.keys()],
    momentsOf(events, (event) => event.kind === "answer"),
    momentsOf(events, (event) => event.kind === "write" && event.file === databaseName),
    momentsOf(events, (event) => event.kind === "sync begins" || event.kind === "sync ended" || event.kind === "truncate"),
  ]
    .map((kind) => kind.filter((moment) => moment >= from))
    .filter((kind) => kind.length > 0);
  return Array.from({ length: count }, (_, number) => {
    const kind = at(kinds, number % kinds.length);
    return at(kind, random.below(kind.length));
  });
}

/** Every moment from the start of a run to its first answer, but those between two writes of a row of them. */
export function startMoments(events: readonly Event[]): Moment[] {
  let isStarting = false;
  return momentsOf(events, (event, next) => {
    isStarting = event.kind === "start" || (isStarting && event.kind !== "answer");
    return isStarting && (event.kind !== "write" || next?.kind !== "write" || event.file !== next.file);
  });
}

/** So many moments of each tick of cron: from where a job that it pushed is first written to where the sync after the next has ended. */
export function tickMoments(events: readonly Event[], seed: number, each: number): Moment[] {
  const random = seededRandom(seed);
  const known = new Set<string>();
  const firsts = momentsOf(events, (event) => {
    const jids = event.kind === "write" && event.bytes !== undefined ? jidsOfTicks(event.bytes) : [];
    const before = known.size;
    for (const jid of jids) known.add(jid);
    return known.size > before;
  });
  const syncs = momentsOf(events, ({ kind }) => kind === "sync ended");
  return firsts.flatMap((first) => {
    const [, last = events.length - 1] = syncs.filter((moment) => moment > first);
    return Array.from({ length: each }, () => first + random.below(last - first + 1));
  });
}

function momentsOf(events: readonly Event[], isMeant: (event: Event, next: Event | undefined) => boolean): Moment[] {
  return [...events.keys()].filter((index) => isMeant(at(events, index), events[index + 1]));
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no ${index} in a list of ${list.length}`);
  return found;
}
