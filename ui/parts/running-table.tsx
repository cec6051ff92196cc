/** @jsxImportSource @kitajs/html */
import type { RunningJob, WorkerShown } from "../../src/engine/shown.ts";
import type { Track } from "../../src/store/ports/tracks.ts";
import type { Visit } from "../../src/web/visit.ts";
import { momentText } from "../moments.ts";
import { about } from "../numbers.ts";
import { ArgsCell, JobCell, QueueCell, rowId } from "./job-cells.tsx";
import { type Column, Table } from "./table.tsx";
import { Since } from "./time.tsx";
import { isSilent, TrackBar } from "./track.tsx";
import { byWid, WorkerLink } from "./worker-link.tsx";

const columns: readonly Column[] = [
  { title: "Job" },
  { title: "Args", kind: "wide" },
  { title: "Queue" },
  { title: "Worker" },
  { title: "Runs", kind: "number" },
  { title: "Reservation" },
];

interface RunningTableProps {
  readonly rows: readonly RunningJob[];
  readonly workers: readonly WorkerShown[];
  readonly visit: Visit;
}

/** Jobs that run, with how much of their reservation is used up. */
export function RunningTable({ rows, workers, visit }: RunningTableProps): JSX.Element {
  const named = byWid(workers);
  const isAdmin = visit.visitor.role === "admin";
  return (
    <>
      {isAdmin ? <FailForm /> : <></>}
      <Table
        caption="Jobs that run, the longest first"
        isCaptionHidden
        columns={isAdmin ? [...columns, { title: "Actions", kind: "actions" }] : columns}
        rows={rows.map((row) => ({
          id: rowId(row),
          cells: [
            <JobCell job={row} />,
            row.track === undefined || isSilent(row.track) ? <ArgsCell job={row} /> : <ArgsAndTrack row={row} track={row.track} />,
            <QueueCell job={row} />,
            <WorkerLink wid={row.wid} worker={named.get(row.wid)} />,
            <Since at={row.at} visit={visit} />,
            <Reservation row={row} visit={visit} />,
            ...(isAdmin ? [<FailNow row={row} />] : []),
          ],
        }))}
      />
    </>
  );
}

function ArgsAndTrack({ row, track }: { readonly row: RunningJob; readonly track: Track }): JSX.Element {
  return (
    <span>
      <ArgsCell job={row} />
      <TrackBar track={track} isBrief />
    </span>
  );
}

const failForm = "fail-now";

/** One form for all rows: each button names its job. */
function FailForm(): JSX.Element {
  return (
    <form id={failForm} method="post" action="/jobs">
      <input type="hidden" name="do" value="fail" />
      <input type="hidden" name="back" value="/busy" />
    </form>
  );
}

function FailNow({ row: { handle, shownType } }: { readonly row: RunningJob }): JSX.Element {
  return (
    <button form={failForm} name="job" value={handle}>
      Fail now<span class="unseen" safe>{` ${shownType}`}</span>
    </button>
  );
}

/** How much of the time is over after which the job counts as failed. */
function Reservation({ row: { at, until }, visit: { now, zone } }: { readonly row: RunningJob; readonly visit: Visit }): JSX.Element {
  const share = Math.min(100, Math.max(0, Math.round((100 * (now - at)) / Math.max(1, until - at))));
  return (
    <span class="share" title={`ends ${momentText(until, zone)}`}>
      <meter min="0" max="100" high="80" value={String(share)} aria-label={`${share} % used`}></meter>
      <small safe>{`${about((until - now) / 1_000_000)} left`}</small>
    </span>
  );
}
