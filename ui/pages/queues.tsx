/** @jsxImportSource @kitajs/html */
import type { QueueShown } from "../../src/engine/shown.ts";
import type { Throttles } from "../../src/job/throttle.ts";
import type { Visit } from "../../src/web/visit.ts";
import { urlOf, queueUrl } from "../urls.ts";
import { count, counted } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { Choice } from "../parts/choice.tsx";
import { Empty } from "../parts/empty.tsx";
import { NameFilter } from "../parts/name-filter.tsx";
import { Pager } from "../parts/pager.tsx";
import { AskFirst, Named, QueueTable } from "../parts/queue-table.tsx";

const path = "/queues";
const rowsPerPage = 50;

/** How the queues may be sorted; the first is how they are. */
const orders = [
  { name: "Name", sort: "", compare: () => 0 },
  { name: "Longest", sort: "size", compare: (one: QueueShown, other: QueueShown) => other.size - one.size },
  { name: "Oldest job", sort: "oldest", compare: (one: QueueShown, other: QueueShown) => ageOf(one) - ageOf(other) },
] as const;

function ageOf({ oldestSince }: QueueShown): number {
  return oldestSince ?? Number.MAX_SAFE_INTEGER;
}

/** `/queues` (spec §8): all queues, what waits in them and what can be done with them. */
export const queues: Page = {
  path,
  name: "Queues",
  tab: { key: "q", count: (numbers) => numbers.queues.length },
  show: async (visit, { engine }) => ({
    title: "Queues",
    content: <Queues all={await engine.inspect.queues()} throttles={engine.throttle.list()} visit={visit} />,
    pollSeconds: 5,
  }),
};

interface QueuesProps {
  readonly all: readonly QueueShown[];
  readonly throttles: Throttles;
  readonly visit: Visit;
}

function Queues({ all, throttles, visit }: QueuesProps): JSX.Element {
  if (all.length === 0) {
    return (
      <Empty
        sign="enqueued"
        title="No queues yet"
        text="A queue appears with the first job that is pushed to it, and stays until it is removed."
      >
        <a href="/">How a first job is pushed</a>
      </Empty>
    );
  }
  const asked = visit.query.get("q") ?? "";
  const order = orders.find(({ sort }) => sort === visit.query.get("sort")) ?? orders[0];
  const wanted = asked.toLowerCase();
  const found = wanted === "" ? all : all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const isAdmin = visit.visitor.role === "admin";
  const pageMax = Math.max(1, Math.ceil(found.length / rowsPerPage));
  const page = Math.min(pageMax, Math.max(1, Math.floor(Number(visit.query.get("page") ?? 1)) || 1));
  const first = (page - 1) * rowsPerPage;
  const ordered = order.sort === "" ? found : [...found].sort(order.compare);
  const shown = ordered.slice(first, first + rowsPerPage);
  const at = (query: { readonly sort?: string; readonly page?: number }) => urlOf(path, { q: asked, sort: order.sort, ...query });
  return (
    <>
      <div class="tools">
        <NameFilter path={path} value={asked} label="Queues whose name contains" keep={{ sort: order.sort }} />
        <Choice label="Sorted by" choices={orders.map(({ name, sort }) => ({ name, href: at({ sort }) }))} chosen={order.name} />
      </div>
      {shown.length === 0 ? (
        <Empty title="No queue has such a name" text={`None of ${counted(all.length, "queue")} has a name that contains these characters.`}>
          <a href={path}>Show all</a>
        </Empty>
      ) : (
        <div class="panel">
          {isAdmin ? <RowForm /> : <></>}
          <QueueTable
            queues={shown}
            throttles={throttles}
            visit={visit}
            {...(isAdmin ? { acting: { form: bulkForm, actions: QueueActions } } : {})}
          />
          {isAdmin ? <Bulk /> : <></>}
          {pageMax === 1 ? (
            <></>
          ) : (
            <Pager
              text={`${count(first + 1)} to ${count(first + shown.length)} of ${count(found.length)}`}
              {...(page > 1 ? { previous: at({ page: page - 1 }) } : {})}
              {...(page < pageMax ? { next: at({ page: page + 1 }) } : {})}
            />
          )}
        </div>
      )}
    </>
  );
}

const bulkForm = "ticked";

/** What can be done with all queues that are ticked. */
function Bulk(): JSX.Element {
  return (
    <form id={bulkForm} class="bulk" method="post" action={path}>
      <input type="hidden" name="back" value={path} />
      <span>Ticked queues:</span>
      <button name="do" value="pause">
        Pause
      </button>
      <button name="do" value="resume">
        Resume
      </button>
      <button name="do" value="clear">
        Clear…
      </button>
      <button name="do" value="remove">
        Remove…
      </button>
    </form>
  );
}

const rowForm = "act";

/** One form for all rows: each button says which queue it means. */
function RowForm(): JSX.Element {
  return (
    <form id={rowForm} method="post">
      <input type="hidden" name="back" value={path} />
    </form>
  );
}

function QueueActions({ name, size, pause }: QueueShown): JSX.Element {
  const [word, label] = pause === undefined ? ["pause", "Pause"] : ["resume", "Resume"];
  return (
    <>
      <button form={rowForm} formaction={queueUrl(name)} name="do" value={word} data-press="p">
        <Named label={label} name={name} />
      </button>
      {size === 0 ? <></> : <AskFirst what="clear" name={name} />}
      <AskFirst what="remove" name={name} />
    </>
  );
}
