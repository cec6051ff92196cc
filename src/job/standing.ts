import type { Place, Target, Verb } from "./lifecycle.ts";

/** How a job stands, as TRACK GET and the history of cron say it (spec §6): where it is, or how it ended. */
export type Standing = "enqueued" | "working" | "success" | "failed" | "dead" | "discarded" | "expired";

const ofPlace: Readonly<Record<Place, Standing>> = {
  scheduled: "enqueued",
  queued: "enqueued",
  working: "working",
  retries: "failed",
  dead: "dead",
};

const ofEnd: Partial<Record<Verb, Standing>> = { ack: "success", fail: "failed", expire: "failed", lapse: "expired", purge: "dead" };

/** How it stands after a move. */
export function standingAfter({ verb, to }: { readonly verb: Verb; readonly to: Target }): Standing {
  return to === "gone" ? (ofEnd[verb] ?? "discarded") : ofPlace[to];
}
