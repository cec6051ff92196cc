/** @jsxImportSource @kitajs/html */

interface PollProps {
  /** The page's own URL, which answers a poll with its content alone. */
  readonly path: string;
  readonly seconds: number;
  readonly children: JSX.Element;
}

/** The part of a page that refreshes itself. All that is htmx (4) about polling stands here. */
export function Poll({ path, seconds, children }: PollProps): JSX.Element {
  return (
    <main id="live" hx-get={path} hx-trigger={`every ${seconds}s`} hx-swap="innerMorph">
      {children as "safe"}
    </main>
  );
}

/** Whether a request is such a poll: htmx says so of every request that replaces less than the whole body. */
export function isPoll(headers: Headers): boolean {
  return headers.get("HX-Request-Type") === "partial";
}
