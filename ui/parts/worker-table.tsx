/** @jsxImportSource @kitajs/html */
import type { WorkerShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { urlOf } from "../urls.ts";
import { bytes, count } from "../numbers.ts";
import { Act } from "./act.tsx";
import { State } from "./glyph.tsx";
import { type Column, Table } from "./table.tsx";
import { Since, When } from "./time.tsx";

const columns: readonly Column[] = [
  { title: "Worker" },
  { title: "State" },
  { title: "Queues it fetches", kind: "wide" },
  { title: "Busy", kind: "number" },
  { title: "Memory", kind: "number" },
  { title: "Last beat", kind: "number" },
  { title: "Connections", kind: "number" },
  { title: "Up for", kind: "number" },
];

/** Queues of one worker that are named in a row. */
const queuesShown = 8;

interface WorkerTableProps {
  readonly workers: readonly WorkerShown[];
  readonly visit: Visit;
}

/** Who is connected, and how they are. */
export function WorkerTable({ workers, visit }: WorkerTableProps): JSX.Element {
  const isAdmin = visit.visitor.role === "admin";
  return (
    <Table
      caption="Workers that are connected"
      isCaptionHidden
      columns={isAdmin ? [...columns, { title: "Actions", kind: "actions" }] : columns}
      rows={workers.map((worker) => ({
        cells: [
          <Name worker={worker} />,
          <Halt worker={worker} />,
          <Queues names={worker.queues} />,
          worker.busy === 0 ? (
            <span class="muted">0</span>
          ) : (
            <a href={urlOf("/busy", { wid: worker.wid })} safe>
              {count(worker.busy)}
            </a>
          ),
          worker.rssKb === undefined ? "" : bytes(worker.rssKb * 1_024),
          <When at={worker.beatAt} visit={visit} />,
          <span safe>{count(worker.connections)}</span>,
          <Since at={worker.startedAt} visit={visit} />,
          ...(isAdmin ? [<WorkerActions worker={worker} />] : []),
        ],
      }))}
    />
  );
}

function Name({ worker: { hostname, pid, wid, labels } }: { readonly worker: WorkerShown }): JSX.Element {
  return (
    <span class="reason">
      <span title={wid} safe>
        {`${hostname === "" ? wid : hostname}:${pid}`}
      </span>
      {labels.map((label) => (
        <span class="badge" safe>
          {label}
        </span>
      ))}
    </span>
  );
}

function Halt({ worker: { state } }: { readonly worker: WorkerShown }): JSX.Element {
  if (state === "running") return <State of="working" word="running" />;
  return <State of="paused" word={state === "quiet" ? "quiet" : "stopping"} />;
}

function Queues({ names }: { readonly names: readonly string[] }): JSX.Element {
  if (names.length === 0) return <span class="muted">none yet</span>;
  const more = names.length - queuesShown;
  return <span safe>{`${names.slice(0, queuesShown).join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`}</span>;
}

function WorkerActions({ worker: { wid, hostname, pid, state } }: { readonly worker: WorkerShown }): JSX.Element {
  const object = `worker ${hostname}:${pid}`;
  return (
    <>
      {state === "running" ? <Act to="/busy" fields={{ do: "quiet", wid }} label="Quiet" object={object} /> : <></>}
      {state === "terminate" ? (
        <></>
      ) : (
        <a class="button" href={urlOf("/confirm", { do: "stop", wid })}>
          Stop…
          <span class="unseen" safe>{` ${object}`}</span>
        </a>
      )}
    </>
  );
}
