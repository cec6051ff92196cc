/** @jsxImportSource @kitajs/html */

/** What a sign can stand for: the states of a job, and of a queue. */
export type Sign = "enqueued" | "working" | "scheduled" | "retry" | "dead" | "succeeded" | "paused";

const round = "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z";

/** Lines, and what is filled, on a field of 16 by 16. */
const shapes: Readonly<Record<Sign, { readonly lines?: string; readonly solid?: string }>> = {
  enqueued: { lines: round, solid: "M8 8V2a6 6 0 0 1 6 6Z" },
  working: { solid: "M4 2.5v11l9.5-5.5Z" },
  scheduled: { lines: `${round}M8 4.8V8l2.4 1.6` },
  retry: { lines: "M13.5 8a5.5 5.5 0 1 1-1.7-4", solid: "M13.8 1v4.8H9Z" },
  dead: { lines: "M3.5 3.5l9 9m0-9l-9 9" },
  succeeded: { lines: "M2.5 8.5l3.7 3.7 7.3-8.4" },
  paused: { solid: "M4 3h3v10H4ZM9 3h3v10H9Z" },
};

/** The sign of a state; always beside its word, so it says nothing to a screen reader. */
export function Glyph({ of }: { readonly of: Sign }): JSX.Element {
  const { lines, solid } = shapes[of];
  return (
    <svg class={`glyph ${of}`} viewBox="0 0 16 16" aria-hidden="true">
      {lines === undefined ? <></> : <path d={lines} />}
      {solid === undefined ? <></> : <path class="solid" d={solid} />}
    </svg>
  );
}

/** A state: its sign and its word, in its colour. */
export function State({ of, word }: { readonly of: Sign; readonly word: string }): JSX.Element {
  return (
    <span class={`state ${of}`}>
      <Glyph of={of} />
      <span safe>{word}</span>
    </span>
  );
}
