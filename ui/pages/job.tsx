/** @jsxImportSource @kitajs/html */
import type { Finish, JidFound, JobShown } from "../../src/engine/shown.ts";
import type { Track } from "../../src/store/ports/tracks.ts";
import type { Visit } from "../../src/web/visit.ts";
import { count, counted } from "../numbers.ts";
import type { Page, Shown } from "../pages.ts";
import { Copy } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { type Sign, State } from "../parts/glyph.tsx";
import { JobBytes } from "../parts/job-bytes.tsx";
import { JobCell, QueueCell, rowId } from "../parts/job-cells.tsx";
import { JobAttempts, JobFailure, runText } from "../parts/job-failure.tsx";
import { JobActions, JobHead, standings } from "../parts/job-head.tsx";
import { JobUses, LastTrack } from "../parts/job-uses.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { jidUrl, jobUrl, urlOf } from "../urls.ts";

/** `/job/JID` (spec §8): one job in whatever state, or what became of it. */
export const job: Page = {
  path: "/job/:jid",
  name: "Job",
  show: async (visit, sources) => {
    const jid = visit.params["jid"] ?? "";
    const at = visit.query.get("at");
    const there = at === null ? undefined : await sources.engine.inspect.job(at);
    if (there !== undefined && there.jid === jid) return showJob(there, visit);
    const found = await sources.engine.inspect.jid(jid, visit.query.get("after") ?? undefined);
    const [only, other] = found.jobs;
    if (only !== undefined && other === undefined && found.next === undefined) {
      const shown = await sources.engine.inspect.job(only.handle);
      if (shown !== undefined) return showJob(shown, visit);
    }
    return showFound(jid, found, await sources.engine.track.get(jid), visit);
  },
};

function showJob(job: JobShown, visit: Visit): Shown {
  const left = leftText(visit.query.get("from"), job);
  const content = (
    <>
      {left === undefined ? (
        <></>
      ) : (
        <p class="banner warn" role="status" safe>
          {left}
        </p>
      )}
      <JobHead job={job} visit={visit} />
      <JobUses uses={job.uses} visit={visit} />
      <div class="columns">
        {job.failure === undefined ? (
          <></>
        ) : (
          <div>
            <JobFailure failure={job.failure} />
            <JobAttempts job={job} visit={visit} />
          </div>
        )}
        <JobBytes job={job} isWhole={visit.query.has("all")} wholeUrl={`${jobUrl(job)}&all=1`} />
      </div>
    </>
  );
  const actions = (
    <>
      {visit.visitor.role === "viewer" ? <></> : <JobActions job={job} />}
      <Copy label="Copy jid" text={job.jid} />
    </>
  );
  const above = standings[job.place].list(job);
  return { title: job.shownType, content, actions, above, pollSeconds: job.place === "working" ? 2 : 10 };
}

/** An old bookmark named a set that the job has left. */
function leftText(from: string | null, job: JobShown): string | undefined {
  const titles: Readonly<Record<string, string>> = { retries: "Retries", scheduled: "Scheduled", dead: "Dead" };
  const title = titles[from ?? ""];
  return title === undefined || from === job.place ? undefined : `This job is no longer in ${title}: it is here now.`;
}

function showFound(jid: string, found: JidFound, track: Track | undefined, visit: Visit): Shown {
  const { jobs, finishes, next } = found;
  const content = (
    <>
      {jobs.length === 0 ? <Nothing jid={jid} found={found} visit={visit} /> : <Several found={found} visit={visit} />}
      {track === undefined || jobs.length > 0 ? <></> : <LastTrack track={track} visit={visit} />}
      {finishes.length === 0 ? <></> : <Finishes finishes={finishes} visit={visit} />}
      {next === undefined ? (
        <></>
      ) : (
        <p class="actions">
          <a class="button main" href={urlOf(jidUrl(jid), { after: next })}>
            Keep looking
          </a>
        </p>
      )}
    </>
  );
  return { title: `Jobs with the jid ${jid}`, content, pollSeconds: 10 };
}

function Nothing({
  jid,
  found: { finishes, looked, stored, next },
  visit,
}: {
  readonly jid: string;
  readonly found: JidFound;
  readonly visit: Visit;
}): JSX.Element {
  const [last] = finishes;
  if (last !== undefined && last.to === "gone") {
    const seconds = Math.max(0, Math.round((visit.now - last.at) / 1_000_000));
    const text = last.verb === "ack" ? "It succeeded, and a job that succeeded is not kept." : "It failed, and was allowed no retries.";
    return <Empty sign={last.verb === "ack" ? "succeeded" : "dead"} title={`Done ${count(seconds)} s ago`} text={text} />;
  }
  if (next !== undefined) {
    return <Empty title="Not found so far" text={`Looked at ${count(looked)} of ${counted(stored, "job")}, the newest first.`} />;
  }
  return (
    <Empty
      title="No job with this jid is stored"
      text={`Looked at all ${counted(stored, "job")} for ${jid}. A job that succeeded or was discarded is not kept.`}
    />
  );
}

function Several({ found: { jobs }, visit }: { readonly found: JidFound; readonly visit: Visit }): JSX.Element {
  const rows = jobs.map((row) => ({
    id: rowId(row),
    cells: [
      <JobCell job={row} />,
      <State of={standings[row.place].sign} word={standings[row.place].word} />,
      <When at={row.at} visit={visit} />,
      <QueueCell job={row} />,
    ],
  }));
  return (
    <Table
      caption={counted(jobs.length, "job")}
      columns={[{ title: "Job" }, { title: "State" }, { title: "Time" }, { title: "Queue" }]}
      rows={rows}
    />
  );
}

const results: Readonly<Record<Finish["verb"], { readonly sign: Sign; readonly word: string }>> = {
  ack: { sign: "succeeded", word: "Succeeded" },
  fail: { sign: "dead", word: "Failed" },
  expire: { sign: "dead", word: "Expired" },
};

function Finishes({ finishes, visit }: { readonly finishes: readonly Finish[]; readonly visit: Visit }): JSX.Element {
  const rows = finishes.slice(0, 25).map((run) => ({
    cells: [
      <State of={results[run.verb].sign} word={results[run.verb].word} />,
      <When at={run.at} visit={visit} />,
      <span safe>{runText(run.runMs)}</span>,
      <span safe>{run.wid}</span>,
    ],
  }));
  return (
    <Table
      caption="Runs that ended lately"
      columns={[{ title: "Result" }, { title: "When" }, { title: "Took", kind: "number" }, { title: "Worker" }]}
      rows={rows}
    />
  );
}
