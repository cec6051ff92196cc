/** @jsxImportSource @kitajs/html */
import type { View } from "../src/web/view.ts";
import { Layout } from "./layout.tsx";
import type { Page } from "./pages.ts";
import { Poll } from "./parts/poll.tsx";

/** How often a page asks for its numbers. */
const pollSeconds = 2;

/** A page in its frame. */
export function FullPage({ page, view }: { readonly page: Page; readonly view: View }): JSX.Element {
  const dead = view.numbers.sizes.dead;
  return (
    <Layout title={dead > 0 ? `(${dead} dead) ${page.title}` : page.title} version={view.vitals.version}>
      <Poll path={page.path} seconds={pollSeconds}>
        <page.content {...view} />
      </Poll>
    </Layout>
  );
}

interface FaultProps {
  readonly title: string;
  readonly text: string;
  /** Under which the log tells more. */
  readonly requestId: string;
}

/** What stands in place of a page that can't be shown: what is wrong, and why. */
export function Fault({ title, text, requestId }: FaultProps): JSX.Element {
  return (
    <>
      <h1 safe>{title}</h1>
      <p safe>{text}</p>
      <p class="hint" safe>{`Request ${requestId}: the server's log has it.`}</p>
      <p>
        <a href="/">Home</a>
      </p>
    </>
  );
}

/** The same in the frame of a page. */
export function FaultPage({ version, ...fault }: FaultProps & { readonly version: string }): JSX.Element {
  return (
    <Layout title={fault.title} version={version}>
      <main>
        <Fault {...fault} />
      </main>
    </Layout>
  );
}
