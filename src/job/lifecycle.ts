/**
 * The places a job can be in and the moves between them (spec §2), as data. A new place or move starts here; the type
 * checker then lists what is missing.
 */
export type Place = "scheduled" | "queued" | "working" | "retries" | "dead";

/** The places that are sorted by a time: due, or died. */
export const setNames = ["scheduled", "retries", "dead"] as const satisfies readonly Place[];

/** One of them. */
export type SetName = (typeof setNames)[number];

/** Whether a text names one of them. */
export function isSetName(text: string): text is SetName {
  return setNames.some((name) => name === text);
}

/** Where a move may end: a place, or no longer ours. */
export type Target = Place | "gone";

/** Every verb that moves a job, with the places it may leave and the places it may reach. `push` starts outside. */
export const moves = {
  push: { from: [], to: ["queued", "scheduled"] },
  reserve: { from: ["queued"], to: ["working"] },
  ack: { from: ["working"], to: ["gone"] },
  fail: { from: ["working"], to: ["retries", "dead", "gone"] },
  expire: { from: ["working"], to: ["retries", "dead", "gone"] },
  lapse: { from: ["working"], to: ["gone"] },
  corrupt: { from: ["working"], to: ["dead"] },
  promote: { from: ["scheduled", "retries"], to: ["queued"] },
  kill: { from: ["scheduled", "retries", "queued"], to: ["dead"] },
  requeue: { from: ["scheduled", "retries", "dead"], to: ["queued"] },
  discard: { from: ["scheduled", "retries", "dead", "queued"], to: ["gone"] },
  purge: { from: ["dead"], to: ["gone"] },
} as const satisfies Record<string, { from: readonly Place[]; to: readonly Target[] }>;

/** A verb of `moves`. */
export type Verb = keyof typeof moves;

/** Says whether `verb` may take a job from `from` to `to`. */
export function isLegal(verb: Verb, from: Place, to: Target): boolean {
  const move: { from: readonly Place[]; to: readonly Target[] } = moves[verb];
  return move.from.includes(from) && move.to.includes(to);
}
