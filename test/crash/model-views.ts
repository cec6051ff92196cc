import type { Engine } from "../../src/assemble.ts";
import type { Store } from "../../src/store/store.ts";
import type { Model, ModelJob } from "./model.ts";

const sets = ["scheduled", "retries", "dead"] as const;
const noEnd = Number.MAX_SAFE_INTEGER;

/** What can be seen of the engine from outside, as a text. */
export async function viewOfEngine(engine: Engine, store: Store): Promise<string> {
  const { queues, sizes, processed, failures } = await engine.numbers();
  const lists = await store.transact("committed", async (tx) => {
    const found = [];
    for (const place of sets) found.push((await tx.jobs.due(place, noEnd, 10_000)).map((job) => `${job.at} ${job.jid}`).sort());
    return found;
  });
  const listed = queues.map((queue) => [queue.name, queue.size, queue.isPaused]);
  return JSON.stringify([listed, sizes.queued, sizes.working, sets.map((place) => sizes[place]), lists, processed, failures]);
}

/** The same of the model. */
export function viewOfModel({ jobs, queues, processed, failures }: Model): string {
  const of = (place: ModelJob["place"]) => jobs.filter((job) => job.place === place);
  const queued = of("queued");
  const names = [...queues.keys()].sort();
  const listed = names.map((name) => [name, queued.filter((job) => job.queue === name).length, queues.get(name)?.isPaused]);
  const lists = sets.map((place) =>
    of(place)
      .map((job) => `${job.at} ${job.jid}`)
      .sort(),
  );
  return JSON.stringify([listed, queued.length, of("working").length, lists.map((list) => list.length), lists, processed, failures]);
}

/** All of a model that can ever be seen: two with the same key behave the same. */
export function keyOf(model: Model): string {
  const order = (job: ModelJob) => (job.place === "queued" ? job.queue : job.place === "working" ? job.jid : "");
  const sorted = [...model.jobs].sort((one, other) => {
    if (one.place !== other.place) return one.place < other.place ? -1 : 1;
    if (order(one) !== order(other)) return order(one) < order(other) ? -1 : 1;
    return order(one) === "" ? one.no - other.no : one.entered - other.entered;
  });
  const locks = [...model.locks].map(([key, { no, end }]) => `${key} ${no} ${end}`).sort();
  const described = sorted.map(({ no, place, at, wid, leaseEnd, failures: failed }) => [no, place, at, wid, leaseEnd, failed].join());
  return JSON.stringify([described, locks, model.handOuts, viewOfModel(model)]);
}
