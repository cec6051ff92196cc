import type { Action } from "./action.ts";
import { confirmedActions } from "./confirmed.ts";
import { cronActions } from "./cron.ts";
import { jobActions } from "./jobs.ts";
import { legacyBusyActions } from "./legacy-busy.ts";
import { legacyQueueActions } from "./legacy-queues.ts";
import { legacySetActions } from "./legacy-sets.ts";
import { operationActions } from "./operations.ts";
import { queueActions } from "./queues.ts";
import { workerActions } from "./workers.ts";

/** All that a form can ask for (spec §8). */
export const actions: readonly Action[] = [
  ...queueActions,
  ...workerActions,
  ...jobActions,
  ...operationActions,
  ...cronActions,
  ...confirmedActions,
  ...legacySetActions,
  ...legacyQueueActions,
  ...legacyBusyActions,
];
