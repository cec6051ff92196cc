import { seededRandom } from "../support/fixed-random.ts";
import { Disk } from "./disk.ts";
import type { Journal, Moment } from "./journal.ts";
import { judge } from "./recover.ts";
import type { Event } from "./trace.ts";

/** Which states to make of a recording, and where. */
export interface PowerCuts {
  readonly events: readonly Event[];
  readonly journal: Journal;
  readonly seed: number;
  readonly states: number;
  /** Made anew for each state. */
  readonly directory: string;
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
const shownMax = 5;

/** Cuts the power at moments of a recording, starts our store on each state, and answers with those that break a promise. */
export async function cutPower({ events, journal, seed, states, directory }: PowerCuts): Promise<BrokenState[]> {
  const disk = new Disk();
  const broken: BrokenState[] = [];
  let next = 0;
  for (const { state, moment } of cuts(events, seed, states)) {
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

/** Moments in their order: anywhere, at an answer, while the log is copied into the database, and around a sync. */
function cuts(events: readonly Event[], seed: number, states: number): { state: number; moment: Moment }[] {
  const random = seededRandom(seed);
  const moments = (isMeant: (event: Event) => boolean) => [...events.keys()].filter((index) => isMeant(at(events, index)));
  const kinds = [
    [...events.keys()],
    moments((event) => event.kind === "answer"),
    moments((event) => event.kind === "write" && event.file === "millrace.db"),
    moments((event) => event.kind === "sync begins" || event.kind === "sync ended" || event.kind === "truncate"),
  ].filter((kind) => kind.length > 0);
  const drawn = Array.from({ length: states }, (_, state) => {
    const kind = at(kinds, state % kinds.length);
    return { state, moment: at(kind, random.below(kind.length)) };
  });
  return drawn.sort((one, other) => one.moment - other.moment);
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no ${index} in a list of ${list.length}`);
  return found;
}
