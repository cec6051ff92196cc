/** @jsxImportSource @kitajs/html */
import type { PageCmd } from "../../src/engine/actions.ts";
import type { JobRow } from "../../src/engine/shown.ts";
import { isSetName } from "../../src/job/lifecycle.ts";
import { type ListFilter, listFilterText, readListFilter } from "../../src/job/list-filter.ts";
import type { ListName } from "../../src/store/ports/lists.ts";
import type { Visit } from "../../src/web/visit.ts";
import { isListName, listTitle, listUrl } from "../lists.ts";
import { momentText } from "../moments.ts";
import { mutateText } from "../mutate-text.ts";
import { count, counted } from "../numbers.ts";
import type { Shown, Sources } from "../pages.ts";
import { ownPath, urlOf } from "../urls.ts";
import { ConfirmForm } from "./confirm-form.tsx";
import { Copy } from "./copy.tsx";
import { Empty } from "./empty.tsx";
import { filterInWords } from "./filter.tsx";
import { ArgsCell, ErrorCell, JobCell, QueueCell } from "./job-cells.tsx";
import { Panel } from "./panel.tsx";
import { type Column, Table } from "./table.tsx";

const verbs: Readonly<Record<PageCmd, string>> = { requeue: "Retry", kill: "Kill", discard: "Discard" };
const effects: Readonly<Record<PageCmd, string>> = {
  requeue: "They go to the end of their queues, and run again.",
  kill: "They go to Dead, and run no more by themselves.",
  discard: "They are gone for good.",
};

/** Asks about jobs: the ticked ones, or all that match. */
export async function confirmJobs(cmd: PageCmd, visit: Visit, sources: Sources): Promise<Shown | undefined> {
  const { query } = visit;
  const chosen = [...query.getAll("key").map((key) => ["key", key] as const), ...query.getAll("job").map((job) => ["job", job] as const)];
  const list = query.get("list") ?? "";
  if (chosen.length > 0) return confirmChosen(cmd, chosen, list, visit, sources);
  return isListName(list) ? confirmAll(cmd, list, readListFilter(query.get("q") ?? ""), visit, sources) : undefined;
}

const samplesMax = 5;

async function confirmChosen(
  cmd: PageCmd,
  chosen: readonly (readonly ["key" | "job", string])[],
  list: string,
  visit: Visit,
  { engine }: Sources,
): Promise<Shown> {
  const samples: JobRow[] = [];
  for (const [kind, value] of chosen.slice(0, samplesMax)) {
    const handle = kind === "job" ? value : isSetName(list) ? await engine.inspect.keyed(list, value) : undefined;
    const row = handle === undefined ? undefined : await engine.inspect.job(handle);
    if (row !== undefined) samples.push(row);
  }
  const back = ownPath(visit.query.get("back"), isListName(list) ? listUrl(list) : "/");
  const size = chosen.length;
  const fields = [["do", cmd], ["list", list], ["back", back], ...chosen] as const;
  const content = (
    <div class="asks">
      <p class="lead" safe>{`${verbs[cmd]} ${counted(size, "job")}. ${effects[cmd]}`}</p>
      <Samples samples={samples} of={size} />
      <ConfirmForm
        fields={fields}
        size={size}
        isWrong={false}
        label={`${verbs[cmd]} ${counted(size, "job")}`}
        isGrave={cmd === "discard"}
        back={back}
      />
    </div>
  );
  return { title: `${verbs[cmd]} ${size === 1 ? "a job" : "jobs"}?`, content };
}

async function confirmAll(cmd: PageCmd, list: ListName, filter: ListFilter, visit: Visit, { engine }: Sources): Promise<Shown | undefined> {
  const frozen = await engine.actions.freeze({ cmd, list, filter });
  if (frozen === undefined) return undefined;
  const q = listFilterText(filter);
  const back = urlOf(listUrl(list), { q });
  const where = `${listTitle(list)}${q === "" ? "" : `, ${filterInWords(filter)}`}`;
  const title = `${verbs[cmd]} all${q === "" ? "" : " that match"}?`;
  if (frozen.count === 0) {
    return {
      title,
      content: <Empty title="There is nothing to do" text={`No job in ${where}.`} />,
      above: { title: listTitle(list), href: back },
    };
  }
  const text = mutateText(cmd, list, filter);
  const number = `${frozen.isExact ? "" : "at least "}${counted(frozen.count, "job")}`;
  const fields = [
    ["do", cmd],
    ["list", list],
    ["q", q],
    ["freeze", frozen.freeze],
  ] as const;
  const content = (
    <div class="asks">
      <p class="lead" safe>{`${verbs[cmd]} ${number} in ${where}. ${effects[cmd]}`}</p>
      <p class="muted" safe>{`As of ${momentText(visit.now, visit.zone)}: what comes later is not touched.`}</p>
      <Samples samples={frozen.samples} of={frozen.count} />
      {text === undefined ? (
        <></>
      ) : (
        <Panel id="command" title="The same as a command" aside={<Copy label="Copy command" from="#command-text" />}>
          <div class="body">
            <pre id="command-text" tabindex="0" aria-label="Command" safe>
              {text}
            </pre>
          </div>
        </Panel>
      )}
      <ConfirmForm
        fields={fields}
        size={frozen.count}
        isWrong={visit.query.has("wrong")}
        label={`${verbs[cmd]} ${number}`}
        isGrave={cmd === "discard"}
        back={back}
      />
    </div>
  );
  return { title, content, above: { title: listTitle(list), href: back } };
}

/** So that it is seen that these are the ones that were meant. */
export function Samples({ samples, of }: { readonly samples: readonly JobRow[]; readonly of: number }): JSX.Element {
  if (samples.length === 0) return <></>;
  const caption = samples.length < of ? `${count(samples.length)} of ${count(of)}` : "These jobs";
  const hasErrors = samples.some(({ failure }) => failure !== undefined);
  const rows = samples.map((job) => ({
    cells: [<JobCell job={job} />, <QueueCell job={job} />, <ArgsCell job={job} />, ...(hasErrors ? [<ErrorCell job={job} />] : [])],
  }));
  const columns: readonly Column[] = [{ title: "Job" }, { title: "Queue" }, { title: "Args", kind: "wide" }];
  return <Table caption={caption} columns={hasErrors ? [...columns, { title: "Error" }] : columns} rows={rows} />;
}
