/** @jsxImportSource @kitajs/html */
import type { Micros } from "../../src/job/facts.ts";
import type { Visit } from "../../src/web/visit.ts";
import { isoText, momentText } from "../moments.ts";
import { about } from "../numbers.ts";

interface TimeProps {
  readonly at: Micros;
  readonly visit: Pick<Visit, "now" | "zone">;
}

/** A moment, seen from now: `3 min 4 s ago`, `in 12 s`; the moment itself for whoever points at it. */
export function When({ at, visit: { now, zone } }: TimeProps): JSX.Element {
  const away = (at - now) / 1_000_000;
  const text = away > 0 ? `in ${about(Math.ceil(away))}` : -away < 1 ? "just now" : `${about(-away)} ago`;
  return (
    <time datetime={isoText(at)} title={momentText(at, zone)} safe>
      {text}
    </time>
  );
}

/** How long something lasts already, since that moment: `3 min 4 s`. */
export function Since({ at, visit: { now, zone } }: TimeProps): JSX.Element {
  return (
    <time datetime={isoText(at)} title={`since ${momentText(at, zone)}`} safe>
      {about((now - at) / 1_000_000)}
    </time>
  );
}

/** The moment itself, in the visitor's zone. */
export function Moment({ at, visit: { zone } }: TimeProps): JSX.Element {
  return (
    <time datetime={isoText(at)} safe>
      {momentText(at, zone)}
    </time>
  );
}
