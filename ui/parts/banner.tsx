/** @jsxImportSource @kitajs/html */
import type { View } from "../../src/web/view.ts";

/** What everybody must know first (spec §5, §8): that jobs are refused, or that the server stops. Most of the time nothing. */
export function Banners({ view }: { readonly view: View }): JSX.Element {
  const { trouble, isAlmostFull, isStopping } = view;
  return (
    <>
      {isStopping ? <Banner tone="warn" text="The server is stopping: no new connections, and commands are refused." /> : <></>}
      {trouble === undefined ? <></> : <Banner tone="bad" text={`Storage fails: ${trouble}. Jobs are refused until it works again.`} />}
      {trouble === undefined && isAlmostFull ? (
        <Banner tone="bad" text="The disk is almost full: no job is taken, while workers go on and make room." />
      ) : (
        <></>
      )}
    </>
  );
}

/** One line across the page; `good` is what became of an action. */
export function Banner({ tone, text }: { readonly tone: "bad" | "warn" | "good"; readonly text: string }): JSX.Element {
  return (
    <p class={`banner ${tone}`} role={tone === "bad" ? "alert" : "status"} safe>
      {text}
    </p>
  );
}
