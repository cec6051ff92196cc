import type { Random } from "../../src/random.ts";
import { Client } from "../support/client.ts";
import type { Moment } from "./acts.ts";
import type { Journal, JournalJob } from "./journal.ts";
import { refused, settle } from "./load-jobs.ts";
import { jidOf, takenQueue } from "./ticks.ts";

/** Whose ticks are taken. */
export interface TickLoad {
  readonly port: number;
  readonly random: Random;
  readonly journal: Journal;
  readonly name: string;
}

/** A worker of ticks; it ends with its server, or where it is told to. */
export interface RunningTicks {
  /** Ticks that it has settled. */
  readonly settled: number;
  /** Ends it once it has settled one more, so that the next one is most of a second away. */
  stop(): Promise<void>;
  readonly closed: Promise<void>;
}

/** Fetches ticks as they come, and settles them. */
export function startTicks(load: TickLoad): RunningTicks {
  const state = { settled: 0, isStopped: false };
  const closed = take(load, state);
  return {
    get settled() {
      return state.settled;
    },
    closed,
    stop: () => {
      state.isStopped = true;
      return closed;
    },
  };
}

async function take({ port, random, journal, name }: TickLoad, state: { settled: number; readonly isStopped: boolean }): Promise<void> {
  const hello = `{"v":2,"wid":"${name}-ticks","hostname":"h","pid":1,"labels":[]}`;
  const client = await Client.greeted(port, hello).catch(() => undefined);
  if (client === undefined) return;
  for (let isUp = true; isUp && !state.isStopped;) {
    const sent = journal.tick();
    const reply = await client.ask(`FETCH ${takenQueue}`);
    isUp = reply.startsWith("$") || refused(journal, reply, "FETCH of a tick");
    const jid = jidOf(reply);
    if (jid === undefined) continue;
    isUp = await settle(client, { journal, random }, [tickOf(jid, sent)]);
    state.settled += 1;
  }
  client.close();
}

/** No client has pushed it: it stands in no journal. */
function tickOf(jid: string, sent: Moment): JournalJob {
  const known = { queue: takenQueue, retry: 25, isScheduled: false, padding: 0, hasLapsed: false };
  return { jid, ...known, pushSent: sent, isHeld: true, settlings: [] };
}
