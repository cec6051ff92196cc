/** @jsxImportSource @kitajs/html */
import type { JobRow, QueueShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count } from "../numbers.ts";
import type { Page, Shown } from "../pages.ts";
import { Act } from "../parts/act.tsx";
import { Choice } from "../parts/choice.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { ArgsCell, JobCell } from "../parts/job-cells.tsx";
import { PauseForm } from "../parts/pause-form.tsx";
import { AskFirst, Paused } from "../parts/queue-table.tsx";
import { type ListView, showList } from "../parts/set-page.tsx";
import { Since, When } from "../parts/time.tsx";
import { queueUrl, urlOf } from "../urls.ts";

/** `/queues/NAME` (spec §8): one queue and its jobs, in the order in which they run or the other way round. */
export const queue: Page = {
  path: "/queues/:name",
  name: "Queue",
  show: async (visit, sources) => {
    const name = visit.params["name"] ?? "";
    const known = await sources.engine.inspect.queue(name);
    if (known === undefined) return { redirect: "/queues" };
    const order = visit.query.get("order") === "newest" ? "last" : "first";
    const jobs = await showList(viewOf(name, order), visit, sources);
    return frame(known, order, jobs, visit);
  },
};

function viewOf(name: string, order: "first" | "last"): ListView {
  return {
    path: queueUrl(name),
    ...(order === "last" ? { keep: { order: "newest" } } : {}),
    list: `queue:${name}`,
    title: `Jobs of the queue ${name}`,
    sign: "enqueued",
    order,
    choices: [
      { cmd: "kill", label: "Kill" },
      { cmd: "discard", label: "Discard" },
    ],
    columns: [
      { title: "Job" },
      { title: "Args", kind: "wide" },
      { title: "Enqueued", sort: order === "first" ? "ascending" : "descending" },
    ],
    cells: (job: JobRow, visit: Visit) => [<JobCell job={job} />, <ArgsCell job={job} />, <When at={job.at} visit={visit} />],
    empty: {
      title: "Nothing waits here",
      text: "Jobs stand here from the moment they are pushed, or fall due, until a worker fetches them: first in, first out.",
    },
    pollSeconds: 5,
  };
}

function frame(known: QueueShown, order: "first" | "last", jobs: Shown, visit: Visit): Shown {
  const orders = [
    { name: "In run order", href: queueUrl(known.name) },
    { name: "Newest first", href: urlOf(queueUrl(known.name), { order: "newest" }) },
  ];
  return {
    title: known.name,
    above: { title: "Queues", href: "/queues" },
    content: (
      <>
        <Head known={known} visit={visit} />
        {known.size === 0 ? (
          <></>
        ) : (
          <div class="tools">
            <Choice label="Order" choices={orders} chosen={order === "first" ? "In run order" : "Newest first"} />
            <div class="actions">{(jobs.actions ?? "") as "safe"}</div>
          </div>
        )}
        {jobs.content as "safe"}
      </>
    ),
    ...(visit.visitor.role === "admin" ? { actions: <QueueActions known={known} /> } : {}),
    ...(jobs.pollSeconds === undefined ? {} : { pollSeconds: jobs.pollSeconds }),
  };
}

function Head({ known: { size, busy, oldestSince, pause }, visit }: { readonly known: QueueShown; readonly visit: Visit }): JSX.Element {
  return (
    <Facts>
      <Fact name="Enqueued" text={count(size)} />
      <Fact name="Oldest job">
        {oldestSince === undefined ? <span class="muted">none</span> : <Since at={oldestSince} visit={visit} />}
      </Fact>
      <Fact name="Busy" text={count(busy)} />
      <Fact name="State">{pause === undefined ? <span>runs</span> : <Paused pause={pause} visit={visit} />}</Fact>
    </Facts>
  );
}

function QueueActions({ known: { name, size, pause } }: { readonly known: QueueShown }): JSX.Element {
  return (
    <>
      {pause === undefined ? (
        <PauseForm name={name} />
      ) : (
        <Act to={queueUrl(name)} fields={{ do: "resume" }} label="Resume" tone="main" accessKey="p" />
      )}
      {size === 0 ? <></> : <AskFirst what="clear" name={name} />}
      <AskFirst what="remove" name={name} />
    </>
  );
}
