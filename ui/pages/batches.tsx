/** @jsxImportSource @kitajs/html */
import type { BatchesPage } from "../../src/engine/shown-features.ts";
import { limits } from "../../src/limits.ts";
import type { ViewedBatch } from "../../src/store/ports/view-features.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count, counted } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { childrenText } from "../parts/batch-family.tsx";
import { BatchBar, BatchLink, BatchState } from "../parts/batch.tsx";
import { Empty } from "../parts/empty.tsx";
import { NameFilter } from "../parts/name-filter.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { batchUrl, urlOf } from "../urls.ts";

const path = "/batches";

/** `/batches` (dashboard, section 6): the batches that are within no other, those that run first. */
export const batches: Page = {
  path,
  name: "Batches",
  tab: { key: "a" },
  show: async (visit, { engine }) => {
    const bid = (visit.query.get("q") ?? "").trim();
    if (bid !== "" && (await engine.inspect.batch(bid)) !== undefined) return { redirect: batchUrl(bid) };
    const after = visit.query.get("after") ?? undefined;
    const page = await engine.inspect.batches(after);
    const isNone = page.rows.length === 0 && page.next === undefined && after === undefined && bid === "";
    const content = isNone ? (
      <NoBatches />
    ) : (
      <>
        <NameFilter path={path} value={bid} label="The bid of a batch: b-…" />
        {bid === "" ? <Part page={page} visit={visit} isLater={after !== undefined} /> : <NotThere bid={bid} />}
      </>
    );
    return { title: "Batches", content, ...(after === undefined && bid === "" ? { pollSeconds: 5 } : {}) };
  },
};

function NoBatches(): JSX.Element {
  return (
    <Empty
      sign="enqueued"
      title="No batches"
      text="A batch is a group of jobs with callbacks: a job that is pushed once all of them ran, and one once all succeeded. It shows here from BATCH NEW until half an hour after its end. In Go:"
    >
      <pre
        tabindex="0"
        aria-label="A first batch"
      >{`batch := faktory.NewBatch(client)\nbatch.Success = faktory.NewJob("Invoiced")\nbatch.Jobs(func() error { return batch.Push(faktory.NewJob("Invoice", 42)) })`}</pre>
    </Empty>
  );
}

function NotThere({ bid }: { readonly bid: string }): JSX.Element {
  return (
    <Empty
      title="No batch has this bid"
      text={`${bid} is none that is known. A batch that was not committed lapses after ${limits.batchMinutes} minutes, and one that ended is kept that long.`}
    >
      <a href={path}>Show all</a>
    </Empty>
  );
}

interface PartProps {
  readonly page: BatchesPage;
  readonly visit: Visit;
  /** It begins behind the first. */
  readonly isLater: boolean;
}

function Part({ page: { rows, looked, next }, visit, isLater }: PartProps): JSX.Element {
  const passed = looked - rows.length;
  const found = `${counted(rows.length, "batch", "batches")}${passed > 0 ? `, and ${count(passed)} within others` : ""}`;
  return (
    <div class="panel">
      <Rows rows={rows} visit={visit} />
      <nav class="pager" aria-label="Through the list">
        <span safe>{found}</span>
        <span class="steps">
          {isLater ? (
            <a class="button" href={path}>
              From the start
            </a>
          ) : (
            <></>
          )}
          {next === undefined ? (
            <></>
          ) : (
            <a class="button" rel="next" href={urlOf(path, { after: next })}>
              Next ›
            </a>
          )}
        </span>
      </nav>
    </div>
  );
}

function Rows({ rows, visit }: { readonly rows: readonly ViewedBatch[]; readonly visit: Visit }): JSX.Element {
  if (rows.length === 0) return <p class="muted">None here.</p>;
  return (
    <Table
      caption="Batches, those that run first"
      isCaptionHidden
      columns={[
        { title: "Batch", kind: "wide" },
        { title: "Progress" },
        { title: "State" },
        { title: "Created" },
        { title: "Children", kind: "number" },
      ]}
      rows={rows.map((batch) => ({
        id: `b${Buffer.from(batch.bid).toString("hex")}`,
        cells: [
          <BatchLink batch={batch} />,
          <BatchBar batch={batch} />,
          <BatchState batch={batch} />,
          <When at={batch.created} visit={visit} />,
          <Children of={batch.children} />,
        ],
      }))}
    />
  );
}

function Children({ of: children }: { readonly of: number }): JSX.Element {
  if (children === 0) return <span class="muted">0</span>;
  return <span safe>{childrenText(children)}</span>;
}
