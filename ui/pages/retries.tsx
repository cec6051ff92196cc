/** @jsxImportSource @kitajs/html */
import type { Page } from "../pages.ts";
import { ArgsCell, attemptsText, ErrorCell, JobCell, QueueCell } from "../parts/job-cells.tsx";
import { type ListView, showList } from "../parts/set-page.tsx";
import { When } from "../parts/time.tsx";

const view: ListView = {
  path: "/retries",
  list: "retries",
  title: "Retries",
  sign: "retry",
  order: "first",
  choices: [
    { cmd: "requeue", label: "Retry" },
    { cmd: "kill", label: "Kill" },
    { cmd: "discard", label: "Discard" },
  ],
  columns: [
    { title: "Job" },
    { title: "Due", sort: "ascending" },
    { title: "Attempts", kind: "number" },
    { title: "Queue" },
    { title: "Args" },
    { title: "Error", kind: "wide" },
  ],
  cells: (job, visit) => [
    <JobCell job={job} />,
    <When at={job.at} visit={visit} />,
    <span safe>{attemptsText(job)}</span>,
    <QueueCell job={job} />,
    <ArgsCell job={job} />,
    <ErrorCell job={job} />,
  ],
  empty: {
    title: "Nothing waits for another try",
    text: "A job that fails comes here, and runs again after a while that grows with each failure, until its retries are used up.",
  },
  pollSeconds: 5,
};

/** `/retries` (spec §8): jobs that failed and run again. */
export const retries: Page = {
  path: view.path,
  name: view.title,
  tab: { key: "r", count: ({ sizes }) => sizes.retries },
  show: (visit, sources) => showList(view, visit, sources),
};
