/** @jsxImportSource @kitajs/html */
import type { WorkerShown } from "../../src/engine/shown.ts";
import { urlOf } from "../urls.ts";

interface WorkerLinkProps {
  readonly wid: string;
  readonly worker: WorkerShown | undefined;
}

/** Who has a job, as people call that worker, and as the link to all that it runs. */
export function WorkerLink({ wid, worker }: WorkerLinkProps): JSX.Element {
  if (wid === "") return <span class="muted">no name</span>;
  return (
    <a href={urlOf("/busy", { wid })} title={wid} safe>
      {worker === undefined ? `${wid} (gone)` : `${worker.hostname}:${worker.pid}`}
    </a>
  );
}

/** The workers by their `wid`, to look them up for rows. */
export function byWid(workers: readonly WorkerShown[]): ReadonlyMap<string, WorkerShown> {
  return new Map(workers.map((worker) => [worker.wid, worker]));
}
