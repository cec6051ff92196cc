/** @jsxImportSource @kitajs/html */
import type { PageCmd } from "../../src/engine/actions.ts";
import type { JobRow, JobShown } from "../../src/engine/shown.ts";
import type { Place } from "../../src/job/lifecycle.ts";
import type { Visit } from "../../src/web/visit.ts";
import { jobUrl, queueUrl, urlOf } from "../urls.ts";
import { Act } from "./act.tsx";
import { Fact, Facts } from "./facts.tsx";
import { type Sign, State } from "./glyph.tsx";
import { attemptsText } from "./job-cells.tsx";
import { Since, When } from "./time.tsx";

interface Standing {
  readonly sign: Sign;
  readonly word: string;
  /** What its time means there. */
  readonly time: string;
  readonly list: (job: JobRow) => { readonly title: string; readonly href: string };
}

/** How each place is called on all pages. */
export const standings: Readonly<Record<Place, Standing>> = {
  scheduled: { sign: "scheduled", word: "Scheduled", time: "Due", list: () => ({ title: "Scheduled", href: "/scheduled" }) },
  queued: { sign: "enqueued", word: "Enqueued", time: "Since", list: ({ queue }) => ({ title: queue, href: queueUrl(queue) }) },
  working: { sign: "working", word: "Working", time: "Since", list: () => ({ title: "Busy", href: "/busy" }) },
  retries: { sign: "retry", word: "Retry", time: "Due", list: () => ({ title: "Retries", href: "/retries" }) },
  dead: { sign: "dead", word: "Dead", time: "Died", list: () => ({ title: "Dead", href: "/morgue" }) },
};

/** Where the job is, since when or until when, and how often it was tried. */
export function JobHead({ job, visit }: { readonly job: JobShown; readonly visit: Visit }): JSX.Element {
  const { sign, word, time } = standings[job.place];
  const attempts = attemptsText(job);
  const isPast = time === "Since";
  return (
    <section aria-label="State">
      <Facts>
        <Fact name="State">
          <State of={sign} word={word} />
        </Fact>
        <Fact name={time}>{isPast ? <Since at={job.at} visit={visit} /> : <When at={job.at} visit={visit} />}</Fact>
        {job.lease === undefined ? <></> : <Lease lease={job.lease} visit={visit} />}
        {attempts === "" ? <></> : <Fact name="Failed attempts" text={attempts} />}
        <Fact name="Queue">
          <a href={queueUrl(job.queue)} safe>
            {job.queue}
          </a>
        </Fact>
        {job.shownType === job.jobtype ? <></> : <Fact name="Pushed as" text={job.jobtype} />}
        <Fact name="jid">
          <span class="mono" safe>
            {job.jid}
          </span>
        </Fact>
      </Facts>
      {job.isCorrupt ? (
        <p class="banner bad">
          These bytes are no longer those that were pushed: the disk has changed them. No worker will be given this job.
        </p>
      ) : (
        <></>
      )}
    </section>
  );
}

function Lease({ lease, visit }: { readonly lease: NonNullable<JobShown["lease"]>; readonly visit: Visit }): JSX.Element {
  return (
    <>
      <Fact name="Worker" text={lease.wid === "" ? "without a name" : lease.wid} />
      <Fact name="Reservation ends">
        <When at={lease.until} visit={visit} />
      </Fact>
    </>
  );
}

const labels: Readonly<Record<PageCmd, string>> = { requeue: "Retry now", kill: "Kill", discard: "Discard" };

/** What may be done with a job where it is. */
const choices: Readonly<Record<Place, readonly PageCmd[]>> = {
  scheduled: ["requeue", "kill", "discard"],
  queued: ["kill", "discard"],
  working: [],
  retries: ["requeue", "kill", "discard"],
  dead: ["requeue", "discard"],
};

/** What can be done with the job; a viewer doesn't get to see it. */
export function JobActions({ job }: { readonly job: JobShown }): JSX.Element {
  const back = jobUrl(job);
  const fields = { job: job.handle, back };
  if (job.place === "working") return <Act to="/jobs" fields={{ ...fields, do: "fail" }} label="Fail now" tone="grave" object={job.jid} />;
  return (
    <>
      {choices[job.place].map((cmd) =>
        cmd === "discard" ? (
          <a class="button grave" href={urlOf("/confirm", { do: cmd, ...fields })}>
            Discard…
          </a>
        ) : (
          <Act
            to="/jobs"
            fields={{ ...fields, do: cmd }}
            label={cmd === "requeue" && job.place === "scheduled" ? "Run now" : labels[cmd]}
            tone={cmd === "requeue" ? "main" : "plain"}
            {...(cmd === "requeue" ? { accessKey: "r" as const } : {})}
          />
        ),
      )}
    </>
  );
}
