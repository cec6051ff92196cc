/** @jsxImportSource @kitajs/html */
import type { Totals, View } from "../../src/web/view.ts";
import { change, count } from "../numbers.ts";
import { Glyph, type Sign } from "./glyph.tsx";

interface Figure {
  readonly sign: Sign;
  readonly name: string;
  readonly meaning: string;
  readonly href: string;
  readonly value: (totals: Totals) => number;
}

/** The same words as on every page. */
const figures: readonly Figure[] = [
  {
    sign: "succeeded",
    name: "Processed",
    meaning: "Attempts that ended, well or not",
    href: "/?range=7d",
    value: (totals) => totals.processed,
  },
  { sign: "dead", name: "Failed", meaning: "Attempts that failed", href: "/retries", value: (totals) => totals.failures },
  { sign: "working", name: "Busy", meaning: "Jobs that workers run now", href: "/busy", value: (totals) => totals.sizes.working },
  { sign: "enqueued", name: "Enqueued", meaning: "Jobs ready to run", href: "/queues", value: (totals) => totals.sizes.queued },
  {
    sign: "retry",
    name: "Retries",
    meaning: "Jobs that failed and run again",
    href: "/retries",
    value: (totals) => totals.sizes.retries,
  },
  { sign: "scheduled", name: "Scheduled", meaning: "Jobs for later", href: "/scheduled", value: (totals) => totals.sizes.scheduled },
  {
    sign: "dead",
    name: "Dead",
    meaning: "Jobs that run no more by themselves",
    href: "/morgue",
    value: (totals) => totals.sizes.dead,
  },
];

/** The numbers everyone asks for first, each with its change over the last minute. */
export function Summary({ view }: { readonly view: View }): JSX.Element {
  return (
    <nav class="summary" aria-label="Numbers">
      {figures.map((figure) => (
        <Tile
          figure={figure}
          now={figure.value(view.numbers)}
          before={view.minuteAgo === undefined ? undefined : figure.value(view.minuteAgo)}
        />
      ))}
    </nav>
  );
}

function Tile({
  figure,
  now,
  before,
}: {
  readonly figure: Figure;
  readonly now: number;
  readonly before: number | undefined;
}): JSX.Element {
  return (
    <a href={figure.href} class={now === 0 ? "none" : undefined} title={figure.meaning}>
      <span class="label">
        <Glyph of={figure.sign} />
        <span safe>{figure.name}</span>
      </span>
      <strong safe>{count(now)}</strong>
      <small safe>{before === undefined ? " " : `${change(now - before)}/min`}</small>
    </a>
  );
}
