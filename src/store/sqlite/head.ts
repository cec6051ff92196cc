import { limits } from "../../limits.ts";
import type { Parts } from "./memory.ts";
import type { QueueEntry } from "./queue-index.ts";
import { readJobRow } from "./stored-job.ts";
import type { WindowJob } from "./window.ts";

/** The job at the head of a queue that is not empty, taken out of its window, which is filled again where it has run out. */
export function takeHead(parts: Parts, queue: QueueEntry): WindowJob | undefined {
  if (queue.window.length === 0) refill(parts, queue);
  return parts.memory.queues.take(queue);
}

/** When the job at the head entered the queue; undefined where it is empty. */
export function oldestSince(parts: Parts, queue: QueueEntry): number | undefined {
  if (queue.size === 0) return undefined;
  return queue.window.peek()?.since ?? parts.statements.oldestQueued({ no: queue.no })[0]?.since;
}

/** Reads as many jobs as fit into a window, and at least one. */
function refill(parts: Parts, queue: QueueEntry): void {
  const sizes = parts.raw.headSizes({ queue: queue.no, limit: limits.refillJobsMax });
  let count = 0;
  for (let bytes = 0; count < sizes.length; count++) {
    bytes += sizes[count]?.bytes ?? 0;
    if (count > 0 && bytes > limits.windowBytesMax) break;
  }
  const jobs = parts.raw.head({ queue: queue.no, limit: count }).map((row) => {
    const { seq, id, since } = row;
    return { seq, id, since, ...readJobRow(row, queue.name) };
  });
  parts.memory.queues.fill(queue, jobs, jobs.length === queue.size);
}
