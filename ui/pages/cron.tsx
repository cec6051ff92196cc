/** @jsxImportSource @kitajs/html */
import type { CronRun } from "../../src/store/ports/cron.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count, counted } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { CronActions, type CronShown, LastRun, NextRun, NoCron, Schedule } from "../parts/cron-cells.tsx";
import { Empty } from "../parts/empty.tsx";
import { NameFilter } from "../parts/name-filter.tsx";
import { Pager } from "../parts/pager.tsx";
import { RunStrip } from "../parts/run-strip.tsx";
import { pageOf } from "../parts/set-page.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { cronUrl, urlOf } from "../urls.ts";

const path = "/cron";
const rowsPerPage = 25;

/** `/cron` (dashboard, section 6): the entries, when each runs next and how its last runs went. */
export const cron: Page = {
  path,
  name: "Cron",
  tab: { key: "c" },
  show: async (visit, { engine }) => {
    const all = engine.cron.list();
    const asked = visit.query.get("q") ?? "";
    const found = all.filter(({ name }) => name.toLowerCase().includes(asked.toLowerCase()));
    const pageMax = Math.max(1, Math.ceil(found.length / rowsPerPage));
    const page = Math.min(pageMax, pageOf(visit.query.get("page")));
    const first = (page - 1) * rowsPerPage;
    const shown = found.slice(first, first + rowsPerPage);
    const runs = await engine.inspect.cronRuns(shown.map(({ name }) => name));
    const at = (to: number) => urlOf(path, { q: asked, page: to === 1 ? undefined : to });
    const content =
      all.length === 0 ? (
        <NoCron />
      ) : (
        <>
          {all.length <= rowsPerPage && asked === "" ? <></> : <NameFilter path={path} value={asked} label="Entries whose name contains" />}
          {shown.length === 0 ? (
            <Empty
              title="No entry has such a name"
              text={`None of ${counted(all.length, "entry", "entries")} has a name that contains these characters.`}
            >
              <a href={path}>Show all</a>
            </Empty>
          ) : (
            <div class="panel">
              <Entries entries={shown} runs={runs} visit={visit} />
              {pageMax === 1 ? (
                <></>
              ) : (
                <Pager
                  text={`${count(first + 1)} to ${count(first + shown.length)} of ${count(found.length)}`}
                  {...(page > 1 ? { previous: at(page - 1) } : {})}
                  {...(page < pageMax ? { next: at(page + 1) } : {})}
                />
              )}
            </div>
          )}
        </>
      );
    return { title: "Cron", content, pollSeconds: 15 };
  },
};

const columns: readonly Column[] = [
  { title: "Entry" },
  { title: "Schedule", kind: "wide" },
  { title: "Next run" },
  { title: "Last run" },
  { title: "Last 20 runs" },
];

interface EntriesProps {
  readonly entries: readonly CronShown[];
  readonly runs: ReadonlyMap<string, readonly CronRun[]>;
  readonly visit: Visit;
}

function Entries({ entries, runs, visit }: EntriesProps): JSX.Element {
  const isAdmin = visit.visitor.role === "admin";
  const back = urlOf(path, Object.fromEntries(visit.query));
  return (
    <Table
      caption="Cron entries"
      isCaptionHidden
      columns={isAdmin ? [...columns, { title: "Actions", kind: "actions" }] : columns}
      rows={entries.map((entry) => {
        const ran = runs.get(entry.name) ?? [];
        return {
          id: `c${Buffer.from(entry.name).toString("hex")}`,
          isMuted: entry.isPaused,
          cells: [
            <a href={cronUrl(entry.name)} safe>
              {entry.name}
            </a>,
            <Schedule entry={entry} />,
            <NextRun entry={entry} visit={visit} />,
            <LastRun run={ran[0]} visit={visit} />,
            <RunStrip runs={ran} />,
            ...(isAdmin ? [<CronActions entry={entry} back={back} />] : []),
          ],
        };
      })}
    />
  );
}
