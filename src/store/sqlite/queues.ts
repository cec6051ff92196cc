import type { Pause, QueuesPort } from "../ports/queues.ts";
import { oldestSince } from "./head.ts";
import { queueCalled } from "./jobs.ts";
import type { Parts } from "./memory.ts";
import { type QueueEntry, stateOf } from "./queue-index.ts";

/** The queues port on SQLite. */
export function sqliteQueues(parts: Parts): QueuesPort {
  const { memory } = parts;
  return {
    list: async () => {
      const queues = [...memory.queues.all()].sort((one, other) => (one.name < other.name ? -1 : 1));
      return queues.map((queue) => stateOf(queue, memory.held.busyIn(queue.name), oldestSince(parts, queue)));
    },
    find: async (name) => {
      const queue = memory.queues.find(name);
      return queue && stateOf(queue, memory.held.busyIn(name), oldestSince(parts, queue));
    },
    setPaused: async (name, isPaused, said) => {
      const queue = memory.queues.find(name);
      if (queue === undefined) return false;
      if (queue.isPaused !== isPaused || said !== undefined)
        setPause(parts, queue, isPaused ? { ...said, since: parts.turn.now } : undefined);
      return true;
    },
    ready: async (name) => {
      const queue = memory.queues.find(name);
      if (queue !== undefined) memory.queues.touch(queue);
    },
    clear: async (name) => {
      const queue = memory.queues.find(name);
      if (queue === undefined) return false;
      // another queue of that name: what the old one held is swept by its number
      remove(parts, queue);
      const next = queueCalled(parts, name);
      if (queue.pause !== undefined) setPause(parts, next, queue.pause);
      return true;
    },
    remove: async (name) => {
      const queue = memory.queues.find(name);
      if (queue !== undefined) remove(parts, queue);
      return queue !== undefined;
    },
  };
}

function remove({ memory, statements }: Parts, queue: QueueEntry): void {
  statements.forgetQueueName({ no: queue.no });
  memory.queues.remove(queue);
}

function setPause({ memory, statements }: Parts, queue: QueueEntry, pause: Pause | undefined): void {
  memory.queues.touch(queue);
  queue.isPaused = pause !== undefined;
  queue.pause = pause;
  const { by = null, reason = null, since = null } = pause ?? {};
  statements.setQueuePaused({ no: queue.no, paused: pause === undefined ? 0 : 1, by, reason, since });
}
