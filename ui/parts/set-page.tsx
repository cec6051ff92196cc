/** @jsxImportSource @kitajs/html */
import type { JobRow, ListPage } from "../../src/engine/shown.ts";
import { type ListFilter, listFilterText, readListFilter } from "../../src/job/list-filter.ts";
import type { ListName } from "../../src/store/ports/lists.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count, counted } from "../numbers.ts";
import type { Shown, Sources } from "../pages.ts";
import { jidUrl, urlOf } from "../urls.ts";
import { Act } from "./act.tsx";
import { AllThatMatch, Bulk, type BulkChoice } from "./bulk.tsx";
import { Empty } from "./empty.tsx";
import { Filter } from "./filter.tsx";
import type { Sign } from "./glyph.tsx";
import { rowId, TickCell } from "./job-cells.tsx";
import { Pager } from "./pager.tsx";
import { type Column, Table } from "./table.tsx";

/** A list of jobs as its page shows it. */
export interface ListView {
  readonly path: string;
  /** What else its URL says, beside filter and page. */
  readonly keep?: Readonly<Record<string, string>>;
  readonly list: ListName;
  readonly title: string;
  readonly sign: Sign;
  readonly order: "first" | "last";
  readonly choices: readonly BulkChoice[];
  readonly columns: readonly Column[];
  /** As many cells as columns. */
  readonly cells: (job: JobRow, visit: Visit) => readonly JSX.Element[];
  readonly empty: { readonly title: string; readonly text: string };
  readonly pollSeconds: number;
}

const perPage = 25;
const bulkForm = "ticked";

/** A page of a list (spec §8): filter, rows, and what can be done with one, with some and with all. */
export async function showList(view: ListView, visit: Visit, { engine }: Sources): Promise<Shown> {
  const filter = readListFilter(visit.query.get("q") ?? "");
  const isFiltered = listFilterText(filter) !== "";
  const after = visit.query.get("after") ?? undefined;
  const page = pageOf(visit.query.get("page"));
  const asked = after === undefined ? (isFiltered ? {} : { page }) : { after };
  const shown = await engine.inspect.list(view.list, { order: view.order, ...asked, ...(isFiltered ? { filter } : {}) });
  const list = shown ?? { rows: [], size: 0 };
  const mayAct = visit.visitor.role !== "viewer";
  const isFirst = after === undefined && (list.page ?? 1) === 1;
  const content = (
    <>
      <Gone jid={visit.query.get("gone")} title={view.title} />
      {list.size === 0 && !isFiltered ? (
        <Empty sign={view.sign} title={view.empty.title} text={view.empty.text} />
      ) : (
        <>
          <Filter path={view.path} filter={filter} example="type:Mail* queue:low jid:… or words of the job" />
          {list.rows.length === 0 ? (
            <NothingFound view={view} list={list} filter={filter} />
          ) : (
            <div class="panel">
              <Rows view={view} visit={visit} list={list} mayAct={mayAct} />
              <Pages view={view} visit={visit} list={list} filter={filter} />
            </div>
          )}
        </>
      )}
    </>
  );
  const actions = mayAct && list.size > 0 ? <AllThatMatch list={view.list} filter={filter} choices={view.choices} /> : undefined;
  return {
    title: view.title,
    content,
    ...(actions === undefined ? {} : { actions }),
    ...(isFirst && !isFiltered ? { pollSeconds: view.pollSeconds } : {}),
  };
}

/** The page that a URL names; 1 where it names none. */
export function pageOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 1;
}

/** An old bookmark led here, and its job has left. */
function Gone({ jid, title }: { readonly jid: string | null; readonly title: string }): JSX.Element {
  if (jid === null) return <></>;
  return (
    <p class="banner warn" role="status">
      <span safe>{`The job ${jid} is no longer in ${title}, and nowhere near. `}</span>
      <a href={jidUrl(jid)}>Look for it everywhere</a>
    </p>
  );
}

interface RowsProps {
  readonly view: ListView;
  readonly visit: Visit;
  readonly list: ListPage;
  readonly mayAct: boolean;
}

function Rows({ view, visit, list, mayAct }: RowsProps): JSX.Element {
  const back = urlOf(visit.path, Object.fromEntries(visit.query));
  const columns: readonly Column[] = mayAct
    ? [{ title: "Choose", kind: "tick" }, ...view.columns, { title: "Actions", kind: "actions" }]
    : view.columns;
  const rows = list.rows.map((job) => {
    const cells = view.cells(job, visit);
    const actions = <RowActions view={view} job={job} back={back} />;
    return { id: rowId(job), cells: mayAct ? [<TickCell job={job} form={bulkForm} />, ...cells, actions] : cells };
  });
  return (
    <>
      <Table caption={view.title} isCaptionHidden columns={columns} rows={rows} />
      {mayAct ? <Bulk form={bulkForm} list={view.list} choices={view.choices} back={back} /> : <></>}
    </>
  );
}

function RowActions({ view, job, back }: { readonly view: ListView; readonly job: JobRow; readonly back: string }): JSX.Element {
  // A set's job goes by its KEY, as scripts know it (spec §8); a queue's has none.
  const named: Readonly<Record<string, string>> = job.key === undefined ? { job: job.handle } : { key: job.key };
  return (
    <>
      {view.choices.map(({ cmd, label }) =>
        cmd === "discard" ? (
          <a class="button" href={urlOf("/confirm", { do: cmd, list: view.list, ...named, back })}>
            <span safe>{`${label}…`}</span>
            <span class="unseen" safe>{` ${job.shownType} ${job.jid}`}</span>
          </a>
        ) : (
          <Act
            to="/jobs"
            fields={{ do: cmd, list: view.list, ...named, back }}
            label={label}
            object={`${job.shownType} ${job.jid}`}
            {...(cmd === "requeue" ? { accessKey: "r" as const } : {})}
          />
        ),
      )}
    </>
  );
}

interface FoundProps {
  readonly view: ListView;
  readonly list: ListPage;
  readonly filter: ListFilter;
}

function NothingFound({ view, list, filter }: FoundProps): JSX.Element {
  const isWhole = list.next === undefined;
  return (
    <Empty
      sign={view.sign}
      title={isWhole ? "No job here matches" : "None found so far"}
      text={`Looked at ${count(list.looked ?? list.size)} of ${counted(list.size, "job")}. type:, queue: and jid: ask for that field, * stands for anything in a type; other words are looked for in the job as it was pushed.`}
    >
      <p class="actions">
        {isWhole ? <></> : <KeepLooking view={view} list={list} filter={filter} />}
        <a class="button" href={view.path}>
          Show all
        </a>
      </p>
    </Empty>
  );
}

function KeepLooking({ view, list, filter }: FoundProps): JSX.Element {
  return (
    <a class="button main" href={urlOf(view.path, { ...view.keep, q: listFilterText(filter), after: list.next })}>
      Keep looking
    </a>
  );
}

function Pages({ view, visit, list, filter }: FoundProps & { readonly visit: Visit }): JSX.Element {
  const q = listFilterText(filter);
  if (list.page === undefined) {
    const looked = list.looked === undefined ? "" : ` in the first ${count(list.looked)} of ${count(list.size)}`;
    const isMore = list.next !== undefined;
    return (
      <nav class="pager" aria-label="Through the list">
        <span safe>{`${count(list.rows.length)} found${looked}`}</span>
        <span class="steps">
          {visit.query.has("after") ? (
            <a class="button" href={urlOf(view.path, { ...view.keep, q })}>
              From the start
            </a>
          ) : (
            <></>
          )}
          {isMore ? (
            <a class="button" rel="next" href={urlOf(view.path, { ...view.keep, q, after: list.next })}>
              {list.rows.length < perPage ? "Keep looking" : "Next ›"}
            </a>
          ) : (
            <></>
          )}
        </span>
      </nav>
    );
  }
  const start = (list.page - 1) * perPage + 1;
  const last = start + list.rows.length - 1;
  const hasNext = last < list.size;
  return (
    <Pager
      text={`${count(start)} to ${count(last)} of ${count(list.size)}${list.isEstimated === true ? ", by estimate" : ""}`}
      {...(list.page > 1 ? { previous: urlOf(view.path, { ...view.keep, page: list.page - 1 === 1 ? undefined : list.page - 1 }) } : {})}
      {...(hasNext ? { next: urlOf(view.path, { ...view.keep, page: list.page + 1 }) } : {})}
    />
  );
}
