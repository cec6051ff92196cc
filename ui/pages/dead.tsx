/** @jsxImportSource @kitajs/html */
import type { Micros } from "../../src/job/facts.ts";
import { limits } from "../../src/limits.ts";
import { about } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { ArgsCell, attemptsText, ErrorCell, JobCell, QueueCell } from "../parts/job-cells.tsx";
import { type ListView, showList } from "../parts/set-page.tsx";
import { When } from "../parts/time.tsx";

const view: ListView = {
  path: "/morgue",
  list: "dead",
  title: "Dead",
  sign: "dead",
  order: "last",
  choices: [
    { cmd: "requeue", label: "Retry" },
    { cmd: "discard", label: "Discard" },
  ],
  columns: [
    { title: "Job" },
    { title: "Died", sort: "descending" },
    { title: "Attempts", kind: "number" },
    { title: "Queue" },
    { title: "Args" },
    { title: "Error", kind: "wide" },
  ],
  cells: (job, visit) => [
    <JobCell job={job} />,
    <span class="reason">
      <When at={job.at} visit={visit} />
      <span class="muted" safe>
        {goesText(job.at, visit.now)}
      </span>
    </span>,
    <span safe>{attemptsText(job)}</span>,
    <QueueCell job={job} />,
    <ArgsCell job={job} />,
    job.failure === undefined ? <span class="muted">did not fail: killed</span> : <ErrorCell job={job} />,
  ],
  empty: {
    title: "Nothing died",
    text: "A job comes here once its retries are used up, or when somebody kills it. It runs no more by itself, can be retried, and goes after 180 days.",
  },
  pollSeconds: 10,
};

/** The dead are kept so long, and then go by themselves. */
function goesText(diedAt: Micros, now: Micros): string {
  const seconds = limits.deadDaysMax * 86_400 - (now - diedAt) / 1_000_000;
  return seconds <= 0 ? "goes now" : `goes in ${about(seconds)}`;
}

/** `/morgue` (spec §8): jobs that run no more by themselves. */
export const dead: Page = {
  path: view.path,
  name: view.title,
  tab: { key: "d", count: ({ sizes }) => sizes.dead },
  show: (visit, sources) => showList(view, visit, sources),
};
