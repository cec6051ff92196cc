import type { QueuesPort } from "../ports/queues.ts";
import { oldestSince } from "./head.ts";
import type { Parts } from "./memory.ts";
import { stateOf } from "./queue-index.ts";

/** The queues port on SQLite. */
export function sqliteQueues(parts: Parts): QueuesPort {
  const { memory, statements } = parts;
  return {
    list: async () => {
      const queues = [...memory.queues.all()].sort((one, other) => (one.name < other.name ? -1 : 1));
      return queues.map((queue) => stateOf(queue, oldestSince(parts, queue)));
    },
    find: async (name) => {
      const queue = memory.queues.find(name);
      return queue && stateOf(queue, oldestSince(parts, queue));
    },
    setPaused: async (name, isPaused) => {
      const queue = memory.queues.find(name);
      if (queue === undefined || queue.isPaused === isPaused) return;
      memory.queues.touch(queue);
      queue.isPaused = isPaused;
      statements.setQueuePaused({ no: queue.no, paused: isPaused ? 1 : 0 });
    },
    ready: async (name) => {
      const queue = memory.queues.find(name);
      if (queue !== undefined) memory.queues.touch(queue);
    },
    remove: async (name) => {
      const queue = memory.queues.find(name);
      if (queue === undefined) return;
      statements.forgetQueueName({ no: queue.no });
      memory.queues.remove(queue);
    },
  };
}
