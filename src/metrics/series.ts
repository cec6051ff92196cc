import type { EngineEvent } from "../engine/events.ts";
import { limits } from "../limits.ts";

/** What happened to jobs of one type in one queue since it was last sent (spec §6 Metrics). */
export interface Series {
  readonly queue: string;
  readonly jobtype: string;
  count: number;
  failed: number;
  expired: number;
  locked: number;
  denied: number;
  /** Milliseconds of the runs that ended. */
  readonly performMs: number[];
}

/** Sums events, so that sending costs by the second and not by the job. */
export interface Sums {
  note(event: EngineEvent): void;
  /** All that was noted since the last call. */
  take(): Iterable<Series>;
  /** There are so many series that they are to be taken before their second is over. */
  readonly isFull: boolean;
}

/** Nothing noted yet. */
export function sums(): Sums {
  let byKey = new Map<string, Series>();
  let runs = 0;

  function seriesOf({ queue, jobtype }: EngineEvent): Series {
    const key = `${queue} ${jobtype}`;
    let series = byKey.get(key);
    if (series === undefined) {
      series = { queue, jobtype, count: 0, failed: 0, expired: 0, locked: 0, denied: 0, performMs: [] };
      byKey.set(key, series);
    }
    return series;
  }

  return {
    note: (event) => {
      switch (event.kind) {
        case "settled": {
          const series = seriesOf(event);
          series.count += 1;
          if (event.verb !== "ack") series.failed += 1;
          // A lapsed lease says nothing about how long its job runs.
          if (event.verb !== "expire" && runs < limits.timingsPerSecondMax) {
            series.performMs.push(event.runMs);
            runs += 1;
          }
          return;
        }
        case "lapsed":
          seriesOf(event).expired += 1;
          return;
        case "locked":
          seriesOf(event).locked += 1;
          return;
        case "denied":
          if (event.code === "NOTUNIQUE") seriesOf(event).denied += 1;
          return;
        case "died":
      }
    },
    take: () => {
      const taken = byKey.values();
      byKey = new Map();
      runs = 0;
      return taken;
    },
    get isFull() {
      return byKey.size >= limits.seriesMax;
    },
  };
}
