/** @jsxImportSource @kitajs/html */
import type { CronRun } from "../../src/store/ports/cron.ts";
import { type Sign, State } from "./glyph.tsx";

/** How a run of a cron entry stands: its job's state, or why there is no job. */
export type RunStanding = CronRun["standing"];

const standings: Readonly<Record<RunStanding, { readonly sign: Sign; readonly word: string }>> = {
  enqueued: { sign: "enqueued", word: "Enqueued" },
  working: { sign: "working", word: "Working" },
  success: { sign: "succeeded", word: "Succeeded" },
  failed: { sign: "retry", word: "Failed" },
  dead: { sign: "dead", word: "Dead" },
  discarded: { sign: "dead", word: "Discarded" },
  expired: { sign: "dead", word: "Expired" },
  refused: { sign: "dead", word: "Refused" },
  missed: { sign: "dead", word: "Missed" },
};

/** How a run stands, with its sign. */
export function RunState({ standing }: { readonly standing: RunStanding }): JSX.Element {
  const { sign, word } = standings[standing];
  return <State of={sign} word={word} />;
}

/** The marks of a run: a dot where its job succeeded, a cross where it did not, a dash where it is not over. */
const marks = { good: "h.01", bad: "m-2-2l4 4m0-4l-4 4", open: "m-2 0h4" } as const;
type Mark = keyof typeof marks;

const groups: readonly { readonly mark: Mark; readonly sign: Sign; readonly width: string }[] = [
  { mark: "good", sign: "succeeded", width: "6" },
  { mark: "bad", sign: "dead", width: "2" },
  { mark: "open", sign: "enqueued", width: "2" },
];

function markOf(standing: RunStanding): Mark {
  if (standing === "success") return "good";
  return standing === "enqueued" || standing === "working" ? "open" : "bad";
}

const step = 8;

/** The last runs of a cron entry from left to right, and the same in words. `runs` begins with the newest. */
export function RunStrip({ runs }: { readonly runs: readonly CronRun[] }): JSX.Element {
  if (runs.length === 0) return <span class="muted">none yet</span>;
  const places = runs.toReversed().map(({ standing }, index) => ({ mark: markOf(standing), at: index * step + step / 2 }));
  return (
    <span class="share">
      <svg width={`${runs.length * step}`} height="12" aria-hidden="true">
        {groups.map(({ mark, sign, width }) => {
          const path = places.flatMap((place) => (place.mark === mark ? [`M${place.at} 6${marks[mark]}`] : [])).join("");
          return path === "" ? (
            <></>
          ) : (
            <path class={sign} d={path} stroke="currentColor" stroke-width={width} stroke-linecap="round" fill="none" />
          );
        })}
      </svg>
      <small safe>{runsText(runs)}</small>
    </span>
  );
}

function runsText(runs: readonly CronRun[]): string {
  const count = (mark: Mark) => runs.filter(({ standing }) => markOf(standing) === mark).length;
  const [good, bad, open] = [count("good"), count("bad"), count("open")];
  if (good === runs.length && good > 1) return `all ${good} succeeded`;
  const parts = [good > 0 ? `${good} succeeded` : "", bad > 0 ? `${bad} did not` : "", open > 0 ? `${open} open` : ""];
  return parts.filter((part) => part !== "").join(", ");
}
