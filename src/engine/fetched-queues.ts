import { shortCopy } from "../job/cut.ts";
import { limits } from "../limits.ts";
import type { Session } from "./session.ts";

/**
 * Remembers which queues a connection fetches from, for the pages. It mostly names the same ones again, so that comparing is all this
 * costs; what is kept is short and a copy, since a name may be part of a line of megabytes.
 */
export function noteQueues(session: Session, queues: readonly string[]): void {
  const { queues: kept } = session;
  if (kept !== undefined && isSame(kept, queues)) return;
  session.queues = queues.slice(0, limits.shownQueuesMax).map((name) => shortCopy(name, limits.shownNameCharactersMax));
}

function isSame(kept: readonly string[], queues: readonly string[]): boolean {
  if (kept.length !== Math.min(queues.length, limits.shownQueuesMax)) return false;
  for (let index = 0; index < kept.length; index++) if (kept[index] !== queues[index]) return false;
  return true;
}
