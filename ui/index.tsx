/** @jsxImportSource @kitajs/html */
import { Fragment, type FrameProps, Layout } from "./layout.tsx";
import type { Shown } from "./pages.ts";

/** A page in its frame; for a poll the part of it that refreshes itself. */
export function render(props: FrameProps, isPoll: boolean): JSX.Element {
  return isPoll ? <Fragment {...props} /> : <Layout {...props} />;
}

interface FaultProps {
  readonly title: string;
  readonly text: string;
  readonly status: number;
  /** Under which the log tells more. */
  readonly requestId: string;
}

/** How often a page that a poll found broken asks again. */
const faultPollSeconds = 5;

/** What stands in place of a page that can't be shown: what is wrong, and why. In the place of a page that polled it asks again. */
export function faultPage({ title, text, status, requestId }: FaultProps, isPoll: boolean): Shown {
  const content = (
    <div class="empty">
      <p class="lead" safe>
        {text}
      </p>
      <p safe>{`Request ${requestId}: the server's log has it.`}</p>
      <p class="actions">
        {status === 404 ? (
          <></>
        ) : (
          <a class="button main" href="">
            Try again
          </a>
        )}
        <a class="button" href="/">
          Home
        </a>
      </p>
    </div>
  );
  return isPoll ? { title, content, pollSeconds: faultPollSeconds } : { title, content };
}
