/** @jsxImportSource @kitajs/html */
import type { JobRow, QueueShown, WorkerShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { jobUrl } from "../urls.ts";
import { count, counted } from "../numbers.ts";
import type { Page, Sources } from "../pages.ts";
import { DaysChart } from "../parts/days-chart.tsx";
import { Empty } from "../parts/empty.tsx";
import { FirstSteps } from "../parts/first-steps.tsx";
import { State } from "../parts/glyph.tsx";
import { LiveChart } from "../parts/live-chart.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueueTable } from "../parts/queue-table.tsx";
import { Choice } from "../parts/choice.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";

const queuesShown = 8;
const deathsShown = 5;
const ranges = ["5m", "7d", "30d", "90d", "180d"] as const;
const daysMax = 180;

/** `/` (spec §8): how much is done and how it goes, what waits longest, what died last. */
export const home: Page = {
  path: "/",
  name: "Home",
  tab: { key: "h" },
  show: async (visit, sources) => {
    const days = daysOf(visit.query);
    const content = await Home({ visit, sources, days });
    return { title: "Home", isTitleUnseen: true, content, pollSeconds: days === undefined ? 2 : 60 };
  },
};

/** Of `range=30d`, or as old bookmarks have it of `days=30`; undefined: live. */
function daysOf(query: URLSearchParams): number | undefined {
  const [, asked] = /^(\d{1,3})d$/.exec(query.get("range") ?? `${query.get("days") ?? ""}d`) ?? [];
  return asked === undefined ? undefined : Math.min(daysMax, Math.max(1, Number(asked)));
}

interface HomeProps {
  readonly visit: Visit;
  readonly sources: Sources;
  readonly days: number | undefined;
}

async function Home({ visit, sources, days }: HomeProps): Promise<string> {
  const { inspect } = sources.engine;
  const { numbers } = sources.view;
  const [queues, deaths, { workers }, history] = await Promise.all([
    inspect.queues(),
    inspect.list("dead", { order: "last", limit: deathsShown }),
    inspect.workers(),
    days === undefined ? undefined : inspect.history(days),
  ]);
  if (queues.length === 0 && numbers.processed === 0) return <FirstSteps workers={workers.length} />;
  const range = days === undefined ? "5m" : `${days}d`;
  const choices = ranges.map((each) => ({ name: each, href: each === "5m" ? "/" : `/?range=${each}` }));
  return (
    <>
      <Panel id="throughput" title="Throughput" aside={<Choice label="Range" choices={choices} chosen={range} />}>
        {history === undefined || days === undefined ? (
          <LiveChart samples={inspect.samples()} visit={visit} />
        ) : (
          <DaysChart history={history} days={days} now={visit.now} />
        )}
      </Panel>
      <div class="columns">
        <TopQueues queues={queues} visit={visit} />
        <Deaths rows={deaths?.rows ?? []} size={deaths?.size ?? 0} visit={visit} />
      </div>
      <WorkersLine workers={workers} busy={numbers.sizes.working} />
    </>
  );
}

function TopQueues({ queues, visit }: { readonly queues: readonly QueueShown[]; readonly visit: Visit }): JSX.Element {
  const top = oldestOf(queues);
  return (
    <Panel
      id="top-queues"
      title="Queues by oldest job"
      aside={<a href="/queues" safe>{`${queues.length > queuesShown ? "All " : ""}${counted(queues.length, "queue")}`}</a>}
    >
      <QueueTable queues={top} visit={visit} isBrief />
    </Panel>
  );
}

/** Those whose oldest job waits longest, in one pass: there may be a hundred thousand queues. */
function oldestOf(queues: readonly QueueShown[]): readonly QueueShown[] {
  const compare = (one: QueueShown, other: QueueShown) => sinceOf(one) - sinceOf(other) || other.size - one.size;
  const top: QueueShown[] = [];
  for (const queue of queues) {
    const last = top.at(-1);
    if (top.length === queuesShown && last !== undefined && compare(queue, last) >= 0) continue;
    const place = top.findIndex((each) => compare(queue, each) < 0);
    top.splice(place < 0 ? top.length : place, 0, queue);
    top.length = Math.min(top.length, queuesShown);
  }
  return top;
}

function sinceOf({ oldestSince }: QueueShown): number {
  return oldestSince ?? Number.MAX_SAFE_INTEGER;
}

function Deaths({ rows, size, visit }: { readonly rows: readonly JobRow[]; readonly size: number; readonly visit: Visit }): JSX.Element {
  if (rows.length === 0) {
    return (
      <Panel id="deaths" title="Last deaths">
        <Empty
          sign="succeeded"
          title="Nothing died"
          text="A job that used up its retries comes to rest among the dead, where it is kept for 180 days and can be retried."
        />
      </Panel>
    );
  }
  return (
    <Panel id="deaths" title="Last deaths" aside={<a href="/morgue" safe>{`All ${count(size)} dead`}</a>}>
      <Table
        caption="The jobs that died last"
        isCaptionHidden
        columns={[{ title: "Job" }, { title: "Error", kind: "wide" }, { title: "Died" }]}
        rows={rows.map((row) => ({
          cells: [
            <a href={jobUrl(row)} safe>
              {row.shownType}
            </a>,
            <span class="muted clip" safe>
              {row.failure === undefined ? "killed before it failed" : `${row.failure.errtype}: ${row.failure.message}`}
            </span>,
            <When at={row.at} visit={visit} />,
          ],
        }))}
      />
    </Panel>
  );
}

function WorkersLine({ workers, busy }: { readonly workers: readonly WorkerShown[]; readonly busy: number }): JSX.Element {
  const quiet = workers.filter((worker) => worker.state !== "running").length;
  if (workers.length === 0) {
    return (
      <p class="panel line">
        <strong>No worker is connected.</strong>
        <a href="/busy">How one connects</a>
      </p>
    );
  }
  return (
    <p class="panel line">
      <State of="working" word={`${counted(busy, "job")} in work`} />
      <span>
        {"by "}
        <a href="/busy" safe>
          {counted(workers.length, "worker")}
        </a>
        {quiet === 0 ? <></> : <span safe>{`, ${count(quiet)} of which take no more jobs`}</span>}
      </span>
    </p>
  );
}
