/** @jsxImportSource @kitajs/html */
import type { Numbers } from "../../src/assemble.ts";
import { count } from "../numbers.ts";

/** The numbers everyone asks for first. */
export function Summary({ numbers: { processed, failures, sizes } }: { readonly numbers: Numbers }): JSX.Element {
  const tiles: readonly (readonly [kind: string, sign: string, name: string, value: number])[] = [
    ["succeeded", "✓", "Processed", processed],
    ["dead", "✕", "Failed", failures],
    ["working", "▶", "Working", sizes.working],
    ["enqueued", "◷", "Enqueued", sizes.queued],
    ["retry", "↻", "Retries", sizes.retries],
    ["scheduled", "◴", "Scheduled", sizes.scheduled],
    ["dead", "✕", "Dead", sizes.dead],
  ];
  return (
    <dl class="summary">
      {tiles.map(([kind, sign, name, value]) => (
        <div class={`tile ${kind}`}>
          <dt>
            <span class="sign" aria-hidden="true" safe>
              {sign}
            </span>{" "}
            <span safe>{name}</span>
          </dt>
          <dd safe>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
