/** @jsxImportSource @kitajs/html */

interface PollProps {
  /** The page's own URL, query included: it answers a poll with this part alone. */
  readonly url: string;
  /** Absent: the page stands still. */
  readonly seconds: number | undefined;
  /** So that scripts can tell that more have died. */
  readonly dead: number | undefined;
  readonly children: JSX.Element | readonly JSX.Element[];
}

/**
 * The part of a page that refreshes itself. All that is htmx (4) about polling stands here and in `assets/app.js`, which drops a poll
 * while the person is busy with the page.
 */
export function Poll({ url, seconds, dead, children }: PollProps): JSX.Element {
  return (
    <div
      id="live"
      hx-get={seconds === undefined ? undefined : url}
      hx-trigger={seconds === undefined ? undefined : `every ${seconds}s, mr:refresh from:body`}
      hx-swap={seconds === undefined ? undefined : "outerMorph"}
      data-dead={dead}
    >
      {children as "safe"}
    </div>
  );
}

/**
 * How htmx is set: `open` stays when a poll brings a `details` without it, no style sheet of its own (our policy bars none that it
 * would notice), no history, since every view is a URL.
 */
export const htmxConfig = JSON.stringify({
  morphIgnore: ["data-htmx-powered", "open"],
  includeIndicatorCSS: false,
  history: false,
  extensions: "ptag",
});

/** Whether a request is such a poll: htmx says so of every request that replaces less than the whole body. */
export function isPoll(headers: Headers): boolean {
  return headers.get("HX-Request-Type") === "partial";
}
