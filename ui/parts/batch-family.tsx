/** @jsxImportSource @kitajs/html */
import type { BatchShown } from "../../src/engine/shown-features.ts";
import { limits } from "../../src/limits.ts";
import type { BatchBelow } from "../../src/store/ports/view-features.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count } from "../numbers.ts";
import { batchUrl } from "../urls.ts";
import { BatchBar, BatchLink, BatchState, batchTitle } from "./batch.tsx";
import { Panel } from "./panel.tsx";
import { Table } from "./table.tsx";
import { When } from "./time.tsx";

const aboveShown = 5;

/** The batches that a batch is within, the outermost first; of many the nearest. */
export function BatchesAbove({ above }: Pick<BatchShown, "above">): JSX.Element {
  if (above.length === 0) return <></>;
  const near = above.slice(-aboveShown);
  const farther = above.length - near.length;
  return (
    <nav class="panel line" aria-label="Within">
      <span class="muted">Within</span>
      {farther > 0 ? <span class="muted" safe>{`${count(farther)} more ▸`}</span> : <></>}
      {near.map((batch, index) => (
        <span>
          {index > 0 ? <span aria-hidden="true">▸ </span> : <></>}
          <a href={batchUrl(batch.bid)} safe>
            {batchTitle(batch)}
          </a>
        </span>
      ))}
    </nav>
  );
}

/** Children are counted up to a bound. */
export function childrenText(children: number): string {
  return `${count(children)}${children === limits.countedChildrenMax ? " or more" : ""}`;
}

/** The batches within a batch, as a tree. */
export function BatchesBelow({ shown, visit }: { readonly shown: BatchShown; readonly visit: Visit }): JSX.Element {
  const { below, batch, childrenShown } = shown;
  if (below.length === 0) return <></>;
  const isPart = childrenShown < batch.children;
  return (
    <Panel
      id="children"
      title="Batches within it"
      aside={isPart ? <span class="muted" safe>{`${count(childrenShown)} of ${childrenText(batch.children)} children`}</span> : <></>}
    >
      <Table
        caption="Batches within it"
        isCaptionHidden
        columns={[{ title: "Batch", kind: "wide" }, { title: "Progress" }, { title: "State" }, { title: "Created" }]}
        rows={below.map((child) => ({
          id: `b${Buffer.from(child.bid).toString("hex")}`,
          cells: [
            <Branch child={child} />,
            <BatchBar batch={child} />,
            <BatchState batch={child} />,
            <When at={child.created} visit={visit} />,
          ],
        }))}
      />
    </Panel>
  );
}

function Branch({ child }: { readonly child: BatchBelow }): JSX.Element {
  const hidden = child.children - child.childrenShown;
  return (
    <span class="line">
      {child.depth > 1 ? (
        <span class="muted">
          <span aria-hidden="true" safe>{`${"\u00a0\u00a0\u00a0".repeat(child.depth - 2)}└`}</span>
          <span class="unseen" safe>{`level ${child.depth}`}</span>
        </span>
      ) : (
        <></>
      )}
      <span>
        <BatchLink batch={child} />
        {hidden > 0 ? (
          <small class="muted" safe>{`${count(child.childrenShown)} of ${childrenText(child.children)} children shown`}</small>
        ) : (
          <></>
        )}
      </span>
    </span>
  );
}
