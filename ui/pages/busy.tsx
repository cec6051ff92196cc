/** @jsxImportSource @kitajs/html */
import type { Orphaned, WorkerShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { bytes, count, counted } from "../numbers.ts";
import { urlOf } from "../urls.ts";
import type { Page, Sources } from "../pages.ts";
import { Act } from "../parts/act.tsx";
import { Empty } from "../parts/empty.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { Pager } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { RunningTable } from "../parts/running-table.tsx";
import { Table } from "../parts/table.tsx";
import { WorkerTable } from "../parts/worker-table.tsx";

const path = "/busy";
const rowsPerPage = 50;
const workersPerPage = 25;

/** `/busy` (spec §8): what runs, since when, and where. */
export const busy: Page = {
  path,
  name: "Busy",
  tab: { key: "b", count: (numbers) => numbers.sizes.working },
  show: async (visit, sources) => {
    const { workers, orphaned } = await sources.engine.inspect.workers();
    return {
      title: "Busy",
      content: await Busy({ visit, sources, workers, orphaned }),
      pollSeconds: 2,
      ...(visit.visitor.role === "admin" && workers.length > 0 ? { actions: <AllWorkers /> } : {}),
    };
  },
};

function AllWorkers(): JSX.Element {
  return (
    <>
      <Act to={path} fields={{ do: "quiet", wid: "all" }} label="Quiet all" object="workers: they take no more jobs" />
      <a class="button grave" href={urlOf("/confirm", { do: "stop", wid: "all" })}>
        Stop all…
      </a>
    </>
  );
}

interface BusyProps {
  readonly visit: Visit;
  readonly sources: Sources;
  readonly workers: readonly WorkerShown[];
  readonly orphaned: readonly Orphaned[];
}

async function Busy({ visit, sources, workers, orphaned }: BusyProps): Promise<string> {
  const wid = visit.query.get("wid") ?? undefined;
  const asked = Math.floor(Number(visit.query.get("page") ?? 1)) || 1;
  const running = await sources.engine.inspect.running({ page: Math.max(1, asked), ...(wid === undefined ? {} : { wid }) });
  const first = (running.page - 1) * rowsPerPage;
  return (
    <>
      <Tiles workers={workers} working={sources.view.numbers.sizes.working} />
      <Panel
        id="running"
        title={wid === undefined ? "Running jobs" : `Running jobs of ${wid}`}
        aside={wid === undefined ? <span class="muted">the longest first</span> : <a href={path}>Show all</a>}
      >
        {running.rows.length === 0 ? (
          <Empty
            sign="working"
            title="Nothing runs"
            text="A job stands here from the moment a worker fetched it until the worker says how it ended, or its reservation runs out."
          />
        ) : (
          <RunningTable rows={running.rows} workers={workers} visit={visit} />
        )}
        {running.size <= rowsPerPage ? (
          <></>
        ) : (
          <Pager
            text={`${count(first + 1)} to ${count(first + running.rows.length)} of ${count(running.size)}`}
            {...(running.page > 1 ? { previous: urlOf(path, { wid, page: running.page - 1 }) } : {})}
            {...(first + running.rows.length < running.size ? { next: urlOf(path, { wid, page: running.page + 1 }) } : {})}
          />
        )}
      </Panel>
      <Panel id="workers" title="Workers">
        {workers.length === 0 ? <NoWorkers /> : <Workers workers={workers} visit={visit} />}
      </Panel>
      <Gone orphaned={orphaned} />
    </>
  );
}

/** Some thousand may be there: a page of them, or the one whose jobs are shown. */
function Workers({ workers, visit }: { readonly workers: readonly WorkerShown[]; readonly visit: Visit }): JSX.Element {
  const wid = visit.query.get("wid");
  if (wid !== null) return <WorkerTable workers={workers.filter((worker) => worker.wid === wid)} visit={visit} />;
  const asked = Math.floor(Number(visit.query.get("workers") ?? 1)) || 1;
  const page = Math.min(Math.max(1, asked), Math.ceil(workers.length / workersPerPage));
  const first = (page - 1) * workersPerPage;
  const shown = workers.slice(first, first + workersPerPage);
  return (
    <>
      <WorkerTable workers={shown} visit={visit} />
      {workers.length <= workersPerPage ? (
        <></>
      ) : (
        <Pager
          label="Through the workers"
          text={`${count(first + 1)} to ${count(first + shown.length)} of ${count(workers.length)}`}
          {...(page > 1 ? { previous: urlOf(path, { workers: page - 1 }) } : {})}
          {...(first + shown.length < workers.length ? { next: urlOf(path, { workers: page + 1 }) } : {})}
        />
      )}
    </>
  );
}

function Tiles({ workers, working }: { readonly workers: readonly WorkerShown[]; readonly working: number }): JSX.Element {
  const resident = workers.reduce((sum, { rssKb = 0 }) => sum + rssKb, 0);
  const halted = workers.filter(({ state }) => state !== "running").length;
  return (
    <Facts>
      <Fact name="Workers" text={count(workers.length)} />
      <Fact name="Running jobs" text={count(working)} />
      <Fact name="Quiet or stopping" text={count(halted)} />
      <Fact name="Memory of the workers" text={resident === 0 ? "not told" : bytes(resident * 1_024)} />
    </Facts>
  );
}

function NoWorkers(): JSX.Element {
  return (
    <Empty
      title="No worker is connected"
      text="A worker is a program of yours that fetches jobs and runs them. It finds this server by FAKTORY_URL, or at tcp://localhost:7419 without it; with a password it is tcp://:PASSWORD@HOST:7419."
    >
      <pre tabindex="0">FAKTORY_URL=tcp://localhost:7419 node worker.mjs</pre>
    </Empty>
  );
}

/** Jobs whose worker vanished: they stay reserved until their reservation ends. */
function Gone({ orphaned }: { readonly orphaned: readonly Orphaned[] }): JSX.Element {
  if (orphaned.length === 0) return <></>;
  return (
    <Panel id="gone" title="Held by no connected worker" aside={<span class="muted">until their reservation ends at the latest</span>}>
      <Table
        caption="Absent workers and the jobs they hold"
        isCaptionHidden
        columns={[
          { title: "Worker", kind: "wide" },
          { title: "Jobs", kind: "number" },
        ]}
        rows={orphaned.slice(0, rowsPerPage).map(({ wid, busy: jobs }) => ({
          cells: [
            <a href={urlOf(path, { wid })} safe>
              {wid === "" ? "without a name" : wid}
            </a>,
            <span safe>{counted(jobs, "job")}</span>,
          ],
        }))}
      />
    </Panel>
  );
}
