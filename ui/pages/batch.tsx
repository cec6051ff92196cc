/** @jsxImportSource @kitajs/html */
import type { BatchShown } from "../../src/engine/shown-features.ts";
import type { JobRow } from "../../src/engine/shown.ts";
import { type CallbackKind, type CallbackState, lifeOf } from "../../src/job/batch.ts";
import type { ViewedBatch, ViewedCallback } from "../../src/store/ports/view-features.ts";
import type { Visit } from "../../src/web/visit.ts";
import { about, count, rate } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { BatchesAbove, BatchesBelow } from "../parts/batch-family.tsx";
import { BatchBar, BatchState, batchTitle } from "../parts/batch.tsx";
import { Copy } from "../parts/copy.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { type Sign, State } from "../parts/glyph.tsx";
import { ErrorCell, JobCell, rowId } from "../parts/job-cells.tsx";
import { standings } from "../parts/job-head.tsx";
import { Panel } from "../parts/panel.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { batchUrl, jidUrl, queueUrl, urlOf } from "../urls.ts";

/** `/batches/BID` (dashboard, section 6): how far a batch is, its callbacks, the batches around it, what failed. */
export const batch: Page = {
  path: "/batches/:bid",
  name: "Batch",
  show: async (visit, { engine }) => {
    const shown = await engine.inspect.batch(visit.params["bid"] ?? "");
    if (shown === undefined) return undefined;
    return {
      title: batchTitle(shown.batch),
      above: { title: "Batches", href: "/batches" },
      content: (
        <>
          <BatchesAbove above={shown.above} />
          <Description batch={shown.batch} />
          <Head batch={shown.batch} visit={visit} />
          <Callbacks shown={shown} />
          <BatchesBelow shown={shown} visit={visit} />
          <Failed shown={shown} visit={visit} />
        </>
      ),
      actions: <BatchActions shown={shown} visit={visit} />,
      pollSeconds: lifeOf(shown.batch) === "ended" ? 10 : 2,
    };
  },
};

/** All of it, where the title holds only its beginning. */
function Description({ batch: shown }: { readonly batch: ViewedBatch }): JSX.Element {
  const { description = "" } = shown;
  if (description === "" || batchTitle(shown) === description) return <></>;
  return (
    <p class="panel line message" safe>
      {description}
    </p>
  );
}

function Head({ batch: shown, visit }: { readonly batch: ViewedBatch; readonly visit: Visit }): JSX.Element {
  const { bid, created, total, pending, failed, lost } = shown;
  return (
    <Facts>
      <Fact name="State">
        <BatchState batch={shown} />
      </Fact>
      <Fact name="Progress">
        <BatchBar batch={shown} />
      </Fact>
      <Fact name="Jobs" text={count(total)} />
      <Fact name="Not run yet" text={count(pending)} />
      <Fact name="Failed" text={`${count(failed)}${lost > 0 ? `, ${count(lost)} of them for good` : ""}`} />
      <Pace batch={shown} visit={visit} />
      <Fact name="Created">
        <When at={created} visit={visit} />
      </Fact>
      <Fact name="bid">
        <span class="mono" safe>
          {bid}
        </span>
      </Fact>
    </Facts>
  );
}

/** How fast its jobs ran since it was made, and how long the others take at that rate. */
function Pace({ batch: { isOpen, created, total, pending }, visit }: { readonly batch: ViewedBatch; readonly visit: Visit }): JSX.Element {
  const seconds = (visit.now - created) / 1_000_000;
  const ran = total - pending;
  if (ran === 0 || pending === 0 || seconds <= 0) return <></>;
  const perSecond = ran / seconds;
  return (
    <>
      <Fact name="Rate so far" text={`${perSecond < 0.1 ? "under 0.1" : rate(perSecond)} jobs/s`} />
      {isOpen ? <></> : <Fact name="Left at this rate" text={`about ${about(pending / perSecond)}`} />}
    </>
  );
}

const meanings: Readonly<Record<CallbackKind, string>> = {
  complete: "once every job ran",
  success: "once every job succeeded",
  death: "when a first job dies",
};

const states: Readonly<Record<CallbackState, { readonly sign: Sign; readonly word: string }>> = {
  pending: { sign: "scheduled", word: "Waits" },
  enqueued: { sign: "enqueued", word: "Enqueued" },
  succeeded: { sign: "succeeded", word: "Succeeded" },
};

function Callbacks({ shown: { batch: of, callbacks } }: { readonly shown: BatchShown }): JSX.Element {
  const has = callbacks.filter(({ kind }) => of.callbacks.includes(kind));
  return (
    <Panel id="callbacks" title="Callbacks">
      <Table
        caption="Callbacks"
        isCaptionHidden
        columns={[{ title: "Callback" }, { title: "State" }, { title: "Job", kind: "wide" }, { title: "Queue" }]}
        rows={has.map((callback) => ({
          id: `k-${callback.kind}`,
          cells: [
            <>
              <span>{callback.kind}</span>
              <small class="muted" safe>{` ${meanings[callback.kind]}`}</small>
            </>,
            <State of={states[of[callback.kind]].sign} word={states[of[callback.kind]].word} />,
            <CallbackJob callback={callback} state={of[callback.kind]} />,
            callback.job === undefined ? (
              ""
            ) : (
              <a class="queue" href={queueUrl(callback.job.queue)} safe>
                {callback.job.queue}
              </a>
            ),
          ],
        }))}
      />
    </Panel>
  );
}

function CallbackJob({ callback: { job }, state }: { readonly callback: ViewedCallback; readonly state: CallbackState }): JSX.Element {
  if (job === undefined) return <span class="muted">gone</span>;
  if (state === "pending") return <span safe>{job.jobtype}</span>;
  return (
    <a href={jidUrl(job.jid)} safe>
      {job.jobtype}
    </a>
  );
}

function Failed({ shown: { batch: of, retrying, dead }, visit }: { readonly shown: BatchShown; readonly visit: Visit }): JSX.Element {
  const rows = [...dead, ...retrying];
  const stored = of.failed - of.lost;
  if (stored <= 0) return <></>;
  const aside = (
    <span class="line">
      <a href={urlOf("/morgue", { q: of.bid })}>All in Dead</a>
      <a href={urlOf("/retries", { q: of.bid })}>All in Retries</a>
    </span>
  );
  return (
    <Panel id="failed" title="Jobs that failed" aside={aside}>
      {rows.length === 0 ? (
        <p class="muted">None among the jobs that died or failed last: the lists find them.</p>
      ) : (
        <Table
          caption="Jobs of the batch that failed, the last ones first"
          isCaptionHidden
          columns={[{ title: "Job" }, { title: "State" }, { title: "Error", kind: "wide" }, { title: "Died, or due" }]}
          rows={rows.map((job) => ({ id: rowId(job), cells: failedCells(job, visit) }))}
        />
      )}
      {rows.length > 0 && rows.length < stored ? <p class="muted" safe>{`${count(rows.length)} of ${count(stored)}`}</p> : <></>}
    </Panel>
  );
}

function failedCells(job: JobRow, visit: Visit): JSX.Element[] {
  const { sign, word } = standings[job.place];
  return [<JobCell job={job} />, <State of={sign} word={word} />, <ErrorCell job={job} />, <When at={job.at} visit={visit} />];
}

/** What failed is retried or dropped as any list is: those that match, by the confirm step. */
function BatchActions({ shown: { batch: of, dead, retrying }, visit }: { readonly shown: BatchShown; readonly visit: Visit }): JSX.Element {
  const isAdmin = visit.visitor.role === "admin";
  const ask = (cmd: "requeue" | "discard", list: "dead" | "retries") =>
    urlOf("/confirm", { do: cmd, list, q: of.bid, back: batchUrl(of.bid) });
  return (
    <>
      {isAdmin && dead.length > 0 ? (
        <>
          <a class="button main" href={ask("requeue", "dead")}>
            Retry dead…
          </a>
          <a class="button grave" href={ask("discard", "dead")}>
            Discard dead…
          </a>
        </>
      ) : (
        <></>
      )}
      {isAdmin && retrying.length > 0 ? (
        <a class="button" href={ask("requeue", "retries")}>
          Retry failed now…
        </a>
      ) : (
        <></>
      )}
      <Copy label="Copy bid" text={of.bid} />
    </>
  );
}
