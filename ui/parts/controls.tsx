/** @jsxImportSource @kitajs/html */
import type { Visit } from "../../src/web/visit.ts";

/** How fresh the numbers are, and the switch for it. Scripts fill it: without them a page stands still and it does not show. */
export function Freshness(): JSX.Element {
  return (
    <button type="button" id="pill" class="pill" hidden hx-morph-skip>
      Live
    </button>
  );
}

/** Light, dark, or as the system is: links, so that it works without scripts and for viewers. */
export function ThemeSwitch({ visit: { theme, query } }: { readonly visit: Pick<Visit, "theme" | "query"> }): JSX.Element {
  const choices = [
    ["light", "Light"],
    ["dark", "Dark"],
    ["", "System"],
  ] as const;
  return (
    <span class="choice" role="group" aria-label="Theme">
      {choices.map(([value, name]) => (
        <a
          href={`?${new URLSearchParams([...query, ["theme", value]]).toString()}`}
          data-theme-choice={value}
          rel="nofollow"
          aria-current={(theme ?? "") === value ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </span>
  );
}

/** Only scripts know in which zone somebody is; back to UTC leads a link. */
export function ZoneSwitch({ visit: { zone, query } }: { readonly visit: Pick<Visit, "zone" | "query"> }): JSX.Element {
  if (zone !== "UTC") return <a href={`?${new URLSearchParams([...query, ["tz", "UTC"]]).toString()}`}>Use UTC</a>;
  return (
    <a id="zone" href="?tz=" hidden>
      Use my time zone
    </a>
  );
}

const keys: readonly (readonly [keys: string, meaning: string])[] = [
  ["g then h q b r s d a c t o", "go to Home, Queues, Busy, Retries, Scheduled, Dead, Batches, Cron, Throttles, Operations"],
  ["j k", "next row, row before"],
  ["Enter", "open the row"],
  ["x Shift+x *", "tick the row, all up to it, all on the page"],
  ["r p", "retry the row, pause or resume it"],
  ["[ ]", "page before, next page"],
  ["/", "filter"],
  [".", "refresh now"],
  ["l", "live on and off"],
  ["Shift+t", "other theme"],
  ["?", "this list"],
  ["Esc", "close; untick all"],
];

/** What can be done by keyboard; the keys can be switched off. */
export function KeyboardHelp(): JSX.Element {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keyboard</h2>
      <dl>
        {keys.map(([key, meaning]) => (
          <div>
            <dt>{key.split(" ").map((each) => (each === "then" ? "then" : <kbd safe>{each}</kbd>))}</dt>
            <dd safe>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <label>
          <input type="checkbox" id="keys-on" checked /> Keys do something
        </label>
        <button class="main">Close</button>
      </form>
    </dialog>
  );
}
