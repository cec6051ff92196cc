import type { Act, Fetch, Moment } from "./model-ops.ts";
import type { Model } from "./model.ts";

/** An order of the commands in which the model can have run them. */
export interface Path {
  readonly model: Model;
  readonly served: ReadonlySet<Fetch>;
}

/** All orders of `acts` that agree with what was seen of each. */
export function paths(path: Path, acts: readonly Act[], moment: Moment): Path[] {
  if (acts.length === 0) return [path];
  return acts.flatMap((act) => {
    const model = path.model.copy();
    const { entered } = model;
    const left = act.apply(model, moment);
    if (left === false) return [];
    const hasJob = act.fetch !== undefined && model.entered !== entered;
    const served = hasJob && act.fetch !== undefined ? new Set([...path.served, act.fetch]) : path.served;
    const others = acts.filter((other) => other !== act);
    return paths({ model, served }, left === true ? others : [...others, left], moment);
  });
}

/** Gives what is ready to those that wait, the oldest first; those that came in this step in any order. False where that is not what was seen. */
export function serve({ model, served }: Path, old: readonly Fetch[], fresh: readonly Fetch[], { time }: Moment): boolean {
  const take = (fetch: Fetch) => {
    const next = model.copy().fetch(fetch.queues, fetch.session.wid, time);
    if (fetch.seen !== (next === undefined ? "waits" : next.no)) return false;
    model.fetch(fetch.queues, fetch.session.wid, time);
    return true;
  };
  if (!old.every(take)) return false;
  let left = fresh.filter((fetch) => !served.has(fetch));
  for (let before = -1; before !== left.length;) {
    before = left.length;
    left = left.filter((fetch) => fetch.seen === "waits" || !take(fetch));
  }
  return left.every(take);
}
