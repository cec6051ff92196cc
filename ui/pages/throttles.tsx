/** @jsxImportSource @kitajs/html */
import type { WorkerShown } from "../../src/engine/shown.ts";
import type { ThrottleShown } from "../../src/engine/shown-features.ts";
import type { Throttle } from "../../src/job/throttle.ts";
import type { Visit } from "../../src/web/visit.ts";
import { boundText, count, counted, duration } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { Empty } from "../parts/empty.tsx";
import { JobCell, rowId } from "../parts/job-cells.tsx";
import { Pager } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { pageOf } from "../parts/set-page.tsx";
import { Table } from "../parts/table.tsx";
import { Since, When } from "../parts/time.tsx";
import { byWid, WorkerLink } from "../parts/worker-link.tsx";
import { queueUrl, urlOf } from "../urls.ts";

const path = "/throttles";
const rowsPerPage = 10;

/** `/throttles` (dashboard, section 6): the throttled queues, how full each is, and which jobs fill it. */
export const throttles: Page = {
  path,
  name: "Throttles",
  tab: { key: "t", isUnderMore: true },
  show: async (visit, { engine }) => {
    const all = [...engine.throttle.list()].sort(([one], [other]) => (one < other ? -1 : 1));
    const pageMax = Math.max(1, Math.ceil(all.length / rowsPerPage));
    const page = Math.min(pageMax, pageOf(visit.query.get("page")));
    const first = (page - 1) * rowsPerPage;
    const shown = await engine.inspect.throttles(new Map(all.slice(first, first + rowsPerPage)));
    const content =
      all.length === 0 ? (
        <NoThrottles />
      ) : (
        <>
          <div class="panel">
            <Queues throttles={shown} />
            {pageMax === 1 ? (
              <></>
            ) : (
              <Pager
                text={`${count(first + 1)} to ${count(first + shown.length)} of ${count(all.length)}`}
                {...(page > 1 ? { previous: urlOf(path, { page: page === 2 ? undefined : page - 1 }) } : {})}
                {...(page < pageMax ? { next: urlOf(path, { page: page + 1 }) } : {})}
              />
            )}
          </div>
          <Holders throttles={shown} workers={(await engine.inspect.workers()).workers} visit={visit} />
        </>
      );
    return { title: "Throttles", content, pollSeconds: 2 };
  },
};

function NoThrottles(): JSX.Element {
  return (
    <Empty
      sign="paused"
      title="No queue is throttled"
      text="A throttle bounds how many jobs of a queue are out: at once over all workers, at once for each worker, or in any so many seconds. It stands in a file of conf.d in the configuration directory; a HUP reads it again."
    >
      <pre
        tabindex="0"
        aria-label="First throttles"
      >{`[throttles]\nmail = { concurrency = 5, timeout = 60 }\nimages = { worker = 2, timeout = 600 }\nsms = { rate = 100, per = 60 }`}</pre>
    </Empty>
  );
}

const kinds: Readonly<Record<Throttle["kind"], string>> = { concurrency: "over all workers", worker: "for each worker", rate: "rate" };

function limitText(throttle: Throttle): string {
  if (throttle.kind === "rate") return boundText(throttle);
  return `${count(throttle.most)} at once, each for ${duration(throttle.timeoutMs / 1_000)} at most`;
}

function Queues({ throttles: shown }: { readonly throttles: readonly ThrottleShown[] }): JSX.Element {
  return (
    <Table
      caption="Throttled queues"
      isCaptionHidden
      columns={[
        { title: "Queue" },
        { title: "Kind" },
        { title: "Limit", kind: "wide" },
        { title: "Taken" },
        { title: "Waiting", kind: "number" },
      ]}
      rows={shown.map(({ queue, throttle, taken, waiting }) => ({
        id: `t-${encodeURIComponent(queue)}`,
        cells: [
          <a href={queueUrl(queue)} safe>
            {queue}
          </a>,
          <span safe>{kinds[throttle.kind]}</span>,
          <span safe>{limitText(throttle)}</span>,
          <Taken throttle={throttle} taken={taken} />,
          waiting === 0 ? <span class="muted">0</span> : <span safe>{count(waiting)}</span>,
        ],
      }))}
    />
  );
}

/** Of a limit for each worker there is no whole. */
function Taken({ throttle: { kind, most }, taken }: { readonly throttle: Throttle; readonly taken: number }): JSX.Element {
  if (kind === "worker") return <span safe>{counted(taken, "slot")}</span>;
  return (
    <span class="share">
      <meter
        min="0"
        max={`${most}`}
        high={`${most * 0.99}`}
        value={`${Math.min(taken, most)}`}
        aria-label={`${taken} of ${most} taken`}
      ></meter>
      <small safe>{`${count(taken)} of ${count(most)}`}</small>
    </span>
  );
}

interface HoldersProps {
  readonly throttles: readonly ThrottleShown[];
  readonly workers: readonly WorkerShown[];
  readonly visit: Visit;
}

function Holders({ throttles: shown, workers, visit }: HoldersProps): JSX.Element {
  const named = byWid(workers);
  const rows = shown.flatMap(({ queue, throttle, holders }) =>
    holders.map((job) => ({
      id: rowId(job),
      cells: [
        <JobCell job={job} />,
        <a class="queue" href={queueUrl(queue)} safe>
          {queue}
        </a>,
        <WorkerLink wid={job.wid} worker={named.get(job.wid)} />,
        <Since at={job.at} visit={visit} />,
        throttle.kind === "rate" ? "" : <When at={Math.min(job.until, job.at + throttle.timeoutMs * 1_000)} visit={visit} />,
      ],
    })),
  );
  const isPart = shown.some(({ throttle, taken, holders }) => throttle.kind !== "rate" && taken > holders.length);
  return (
    <Panel id="holders" title="Who takes the slots up" aside={isPart ? <span class="muted">ten of each queue</span> : <></>}>
      {rows.length === 0 ? (
        <Empty
          title="No job takes a slot up"
          text="A job takes one up from the moment a worker fetched it until it is settled or its time is over. At a rate no job does: each counts from when it was handed out."
        />
      ) : (
        <Table
          caption="Jobs that take slots up"
          isCaptionHidden
          columns={[
            { title: "Job" },
            { title: "Queue" },
            { title: "Worker", kind: "wide" },
            { title: "Runs", kind: "number" },
            { title: "Slot free" },
          ]}
          rows={rows}
        />
      )}
    </Panel>
  );
}
