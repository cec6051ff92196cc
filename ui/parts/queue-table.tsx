/** @jsxImportSource @kitajs/html */
import type { QueueShown } from "../../src/engine/shown.ts";
import type { Throttle, Throttles } from "../../src/job/throttle.ts";
import type { Pause } from "../../src/store/ports/queues.ts";
import type { Visit } from "../../src/web/visit.ts";
import { queueUrl, urlOf } from "../urls.ts";
import { boundText, count } from "../numbers.ts";
import { State } from "./glyph.tsx";
import { type Column, Table } from "./table.tsx";
import { Since } from "./time.tsx";

interface QueueTableProps {
  readonly queues: readonly QueueShown[];
  readonly visit: Visit;
  /** That a queue is paused is enough, and why; by whom stands on its page. */
  readonly isBrief?: boolean;
  /** Of those that are throttled. */
  readonly throttles?: Throttles;
  /** What can be done with each, and the form that its tick belongs to; absent: they are only shown. */
  readonly acting?: { readonly form: string; readonly actions: (queue: QueueShown) => JSX.Element };
}

const columns: readonly Column[] = [
  { title: "Queue", kind: "wide" },
  { title: "Enqueued", kind: "number" },
  { title: "Oldest", kind: "number" },
  { title: "Busy", kind: "number" },
  { title: "State" },
];

/** Queues, one a row. */
export function QueueTable({ queues, visit, isBrief = false, throttles, acting }: QueueTableProps): JSX.Element {
  return (
    <Table
      caption="Queues"
      isCaptionHidden
      columns={acting === undefined ? columns : [{ title: "Choose", kind: "tick" }, ...columns, { title: "Actions", kind: "actions" }]}
      rows={queues.map((queue) => ({
        id: `queue-${encodeURIComponent(queue.name)}`,
        cells: [
          ...(acting === undefined ? [] : [<Tick name={queue.name} form={acting.form} />]),
          <a href={queueUrl(queue.name)} safe>
            {queue.name}
          </a>,
          figure(queue.size),
          queue.oldestSince === undefined ? "" : <Since at={queue.oldestSince} visit={visit} />,
          figure(queue.busy),
          <>
            <Paused pause={isBrief ? brief(queue.pause) : queue.pause} visit={visit} />
            <Bound throttle={throttles?.get(queue.name)} />
          </>,
          ...(acting === undefined ? [] : [acting.actions(queue)]),
        ],
      }))}
    />
  );
}

function Tick({ name, form }: { readonly name: string; readonly form: string }): JSX.Element {
  return (
    <input
      type="checkbox"
      id={`tick-${encodeURIComponent(name)}`}
      form={form}
      name="queue"
      value={name}
      aria-label={`Choose queue ${name}`}
    />
  );
}

function brief(pause: Pause | undefined): Pause | undefined {
  return pause?.reason === undefined ? pause && {} : { reason: pause.reason };
}

/** A number that is less to be seen where it is nothing. */
function figure(value: number): JSX.Element {
  return value === 0 ? <span class="muted">0</span> : count(value);
}

/** That a queue is paused, and what is known of why; nothing where it runs. */
export function Paused({ pause, visit }: { readonly pause: Pause | undefined; readonly visit: Visit }): JSX.Element {
  if (pause === undefined) return <></>;
  const { by, reason, since } = pause;
  return (
    <span class="reason">
      <State of="paused" word="Paused" />
      {reason === undefined || reason === "" ? <></> : <q safe>{reason}</q>}
      {by === undefined ? <></> : <span class="muted" safe>{`by ${by}`}</span>}
      {since === undefined ? (
        <></>
      ) : (
        <span class="muted">
          for <Since at={since} visit={visit} />
        </span>
      )}
    </span>
  );
}

/** How many of its jobs may be out; nothing where that is as many as there are. */
function Bound({ throttle }: { readonly throttle: Throttle | undefined }): JSX.Element {
  if (throttle === undefined) return <></>;
  return (
    <a class="muted" href="/throttles" safe>
      {boundText(throttle)}
    </a>
  );
}

/** A label, and for who hears it alone, which queue it is about. */
export function Named({ label, name }: { readonly label: string; readonly name: string }): JSX.Element {
  return (
    <>
      {label as "safe"}
      <span class="unseen" safe>{` queue ${name}`}</span>
    </>
  );
}

/** What can't be taken back is asked about on a page of its own. */
export function AskFirst({ what, name }: { readonly what: "clear" | "remove"; readonly name: string }): JSX.Element {
  return (
    <a class="button" href={urlOf("/confirm", { do: what, queue: name })}>
      <Named label={what === "clear" ? "Clear…" : "Remove…"} name={name} />
    </a>
  );
}
