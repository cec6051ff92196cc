/** @jsxImportSource @kitajs/html */
import type { Page } from "../pages.ts";
import { ArgsCell, JobCell, QueueCell } from "../parts/job-cells.tsx";
import { type ListView, showList } from "../parts/set-page.tsx";
import { When } from "../parts/time.tsx";

const view: ListView = {
  path: "/scheduled",
  list: "scheduled",
  title: "Scheduled",
  sign: "scheduled",
  order: "first",
  choices: [
    { cmd: "requeue", label: "Run now" },
    { cmd: "kill", label: "Kill" },
    { cmd: "discard", label: "Discard" },
  ],
  columns: [{ title: "Job" }, { title: "Due", sort: "ascending" }, { title: "Queue" }, { title: "Args", kind: "wide" }],
  cells: (job, visit) => [<JobCell job={job} />, <When at={job.at} visit={visit} />, <QueueCell job={job} />, <ArgsCell job={job} />],
  empty: {
    title: "Nothing is scheduled",
    text: "A job that is pushed with a time in its “at” waits here until then, and goes to its queue by itself.",
  },
  pollSeconds: 10,
};

/** `/scheduled` (spec §8): jobs for later. */
export const scheduled: Page = {
  path: view.path,
  name: view.title,
  tab: { key: "s", count: ({ sizes }) => sizes.scheduled },
  show: (visit, sources) => showList(view, visit, sources),
};
