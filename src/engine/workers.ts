import type { Clock } from "../clock.ts";
import { shortCopy } from "../job/cut.ts";
import type { Micros } from "../job/facts.ts";
import { limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { ok, refuse } from "../result.ts";
import { printable } from "./printable.ts";
import type { Introduction, Session, WorkerState } from "./session.ts";
import type { WorkerShown } from "./shown.ts";
import type { Verbs } from "./verbs.ts";

interface Worker {
  readonly wid: string;
  /** Where it runs, for the log: the host's name as it may be printed, and its process. */
  readonly origin: string;
  state: WorkerState;
  readonly sessions: Set<Session>;
  /** What it said of itself, short enough to be kept. */
  readonly said: Pick<WorkerShown, "hostname" | "pid" | "labels">;
  readonly startedAt: Micros;
  rssKb: number | undefined;
  /** Monotonic milliseconds of its last sign of life: HELLO or BEAT. */
  beatAt: number;
}

/** The workers, known by wid over any number of connections (spec §3). */
export interface Workers extends Readonly<Verbs["workers"]> {
  stateOf(wid: string): WorkerState | undefined;
  leave(session: Session): void;
  reap(): number;
  count(): number;
  reaped(): number;
  /** As pages show them, but for the jobs they hold. */
  shown(): Omit<WorkerShown, "busy">[];
}

const ranks: Record<WorkerState, number> = { running: 0, quiet: 1, terminate: 2 };

/** Never back. */
function advance(worker: Worker, state: WorkerState): void {
  if (ranks[state] > ranks[worker.state]) worker.state = state;
}

/** §3 workers: join with HELLO, live by BEAT, go with their last connection or after 60 s of silence. */
export function workers({ clock, log }: { clock: Clock; log: Log }): Workers {
  const byWid = new Map<string, Worker>();
  let reaped = 0;

  function reap(): number {
    const silent = [...byWid.values()].filter((worker) => clock.monotonic() - worker.beatAt >= limits.beatMsMax);
    for (const worker of silent) {
      // Forgotten before its connections are closed: their `leave` then finds nothing to do, also when it comes at once.
      byWid.delete(worker.wid);
      log.warn(
        `worker ${printable(worker.wid)} ${worker.origin} sent no BEAT for ${limits.beatMsMax / 1_000} s: its connections are closed`,
      );
      for (const session of worker.sessions) session.close();
    }
    reaped += silent.length;
    return silent.length;
  }

  return {
    join: (session, introduction) => {
      if (introduction.wid === "") return;
      const worker = byWid.get(introduction.wid) ?? newcomer(introduction, clock.wall());
      byWid.set(worker.wid, worker);
      worker.sessions.add(session);
      worker.beatAt = clock.monotonic();
    },
    beat: (wid, currentState, rssKb) => {
      const worker = byWid.get(wid);
      if (worker === undefined) return refuse(`Unknown worker ${printable(wid)}`);
      worker.beatAt = clock.monotonic();
      if (rssKb !== undefined) worker.rssKb = rssKb;
      if (currentState === "quiet" || currentState === "terminate") advance(worker, currentState);
      return ok(worker.state);
    },
    signal: (wid, state) => {
      const meant = wid === "all" ? [...byWid.values()] : [byWid.get(wid)].filter((worker) => worker !== undefined);
      for (const worker of meant) advance(worker, state);
      return wid === "all" || meant.length > 0;
    },
    list: () =>
      [...byWid.values()].map(({ wid, origin, state, sessions, beatAt }) => ({
        wid: printable(wid),
        origin,
        state,
        connections: sessions.size,
        silentMs: clock.monotonic() - beatAt,
      })),
    shown: () => [...byWid.values()].map((worker) => shown(worker, clock)),
    stateOf: (wid) => byWid.get(wid)?.state,
    leave: (session) => {
      const worker = byWid.get(session.wid);
      if (worker?.sessions.delete(session) === true && worker.sessions.size === 0) byWid.delete(worker.wid);
    },
    reap,
    count: () => byWid.size,
    reaped: () => reaped,
  };
}

function newcomer({ wid, hostname, pid, labels }: Introduction, startedAt: Micros): Worker {
  const shownLabels = labels.slice(0, limits.shownLabelsMax).map((label) => shortCopy(printable(label), limits.shownNameCharactersMax));
  const said = { hostname: shortCopy(printable(hostname), limits.shownNameCharactersMax), pid, labels: shownLabels };
  const origin = `(${said.hostname}, pid ${pid})`;
  return { wid, origin, state: "running", sessions: new Set(), said, startedAt, rssKb: undefined, beatAt: 0 };
}

function shown({ wid, said, state, sessions, startedAt, rssKb, beatAt }: Worker, clock: Clock): Omit<WorkerShown, "busy"> {
  const queues = new Set([...sessions].flatMap((session) => session.queues ?? []));
  return {
    wid,
    ...said,
    state,
    connections: sessions.size,
    ...(rssKb === undefined ? {} : { rssKb }),
    startedAt,
    beatAt: clock.wall() - Math.round((clock.monotonic() - beatAt) * 1_000),
    queues: [...queues].slice(0, limits.shownQueuesMax),
  };
}
