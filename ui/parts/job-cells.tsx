/** @jsxImportSource @kitajs/html */
import type { JobRow } from "../../src/engine/shown.ts";
import { count } from "../numbers.ts";
import { jobUrl, queueUrl } from "../urls.ts";

/** What people call the job, as the link to all that is known of it. */
export function JobCell({ job }: { readonly job: JobRow }): JSX.Element {
  return (
    <>
      <a href={jobUrl(job)} safe>
        {job.shownType}
      </a>
      <small class="jid mono" title={job.jid} safe>
        {job.jid}
      </small>
    </>
  );
}

/** The job's queue, as a link. */
export function QueueCell({ job }: { readonly job: JobRow }): JSX.Element {
  return (
    <a class="queue" href={queueUrl(job.queue)} safe>
      {job.queue}
    </a>
  );
}

/** The first 200 characters of the args, exactly as they are stored. */
export function ArgsCell({ job }: { readonly job: JobRow }): JSX.Element {
  if (job.args === undefined) return <span class="muted" safe>{`too long for a list: ${count(job.payloadBytes)} B`}</span>;
  return <code class="args clip" safe>{`${job.args}${job.isArgsCut ? "…" : ""}`}</code>;
}

/** How often it was tried, of how often it may be: its retries, and the first try. */
export function attemptsText({ failure }: Pick<JobRow, "failure">): string {
  return failure === undefined ? "" : `${count(failure.retryCount + 1)} of ${count(failure.retryCount + 1 + failure.remaining)}`;
}

/** What went wrong, cut for a list. */
export function ErrorCell({ job: { failure } }: { readonly job: JobRow }): JSX.Element {
  if (failure === undefined) return <></>;
  return (
    <span class="error clip">
      <strong safe>{failure.errtype}</strong> <span safe>{cut(failure.message)}</span>
    </span>
  );
}

function cut(message: string): string {
  return message.length > 200 ? `${message.slice(0, 200)}…` : message;
}

/** For a row of the table: made of letters that we chose, so that a poll finds it again. */
export function rowId(job: Pick<JobRow, "handle">): string {
  return `j${Buffer.from(job.handle).toString("hex")}`;
}

/** Names a job in the form that is under the table; its value is its KEY where it has one, as scripts read it (spec §8). */
export function TickCell({ job, form }: { readonly job: JobRow; readonly form: string }): JSX.Element {
  return (
    <input
      type="checkbox"
      id={`t${rowId(job)}`}
      form={form}
      name={job.key === undefined ? "job" : "key"}
      value={job.key ?? job.handle}
      aria-label={`Choose ${job.shownType} ${job.jid}`}
    />
  );
}
