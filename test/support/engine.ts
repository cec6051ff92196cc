import { expect } from "bun:test";
import { assemble, type Engine } from "../../src/assemble.ts";
import type { Feature } from "../../src/engine/feature.ts";
import type { Session } from "../../src/engine/session.ts";
import { allFeatures } from "../../src/features/index.ts";
import { admit, type Admitted } from "../../src/job/admission.ts";
import { silentLog } from "../../src/log.ts";
import type { Random } from "../../src/random.ts";
import type { Store } from "../../src/store/store.ts";
import { fixedRandom, freshBytes } from "./fixed-random.ts";
import { manualClock, type ManualClock, noon } from "./manual-clock.ts";
import { openTestStore, type StoreKind, type TestStore } from "./store.ts";

/** A connection that a test opens and closes. */
export interface TestSession extends Session {
  readonly closings: number;
}

/** An engine on a store of its own, with a clock that the test moves. */
export interface Bench {
  readonly engine: Engine;
  readonly clock: ManualClock;
  readonly store: TestStore;
  /** Pushes jobs, one after another. */
  push(...jobs: readonly Admitted[]): Promise<void>;
  /** The jid of the job that a FETCH gets, undefined where it gets none. The clock stands still: call it where a job is ready. */
  fetch(queues: readonly string[], session?: Session): Promise<string | undefined>;
}

interface BenchOptions {
  readonly random?: Random;
  /** What the engine is to see in place of the store. */
  readonly wrap?: (store: Store) => Store;
  /** In place of all that there are. */
  readonly features?: readonly Feature[];
  readonly releaseAfterMs?: number;
}

/** Runs `story` on an engine of its own; at its end the memory of the store must be what its tables say. */
export async function onBench(kind: StoreKind, story: (bench: Bench) => Promise<void>, options: BenchOptions = {}): Promise<void> {
  const { random = freshBytes(fixedRandom(0)), wrap = (store: Store) => store } = options;
  const clock = manualClock();
  const store = openTestStore(kind, clock);
  const { features } = options;
  const parts = { store: wrap(store), clock, random, log: silentLog, releaseAfterMs: options.releaseAfterMs };
  const engine = features === undefined ? assemble(parts) : assemble(parts, (inside) => ({ ...allFeatures(inside), list: features }));
  const push = async (...jobs: readonly Admitted[]) => {
    for (const job of jobs) expect(await engine.push(job)).toEqual({ ok: true, value: undefined });
  };
  const fetch = async (queues: readonly string[], session = aSession()) => jidOf(await engine.fetch(queues, session));
  try {
    await story({ engine, clock, store, push, fetch });
    expect(store.differencesFromRebuild()).toEqual([]);
    expect(store.troubles).toEqual([]);
  } finally {
    engine.stopWaiting();
    await store.close();
  }
}

/** A job as it comes out of admission: what a PUSH of `members` would store. */
export function aJob(jid: string, members: Readonly<Record<string, unknown>> = {}): Admitted {
  const bytes = new TextEncoder().encode(JSON.stringify({ jid: jid.padEnd(8, "_"), jobtype: "Test", args: [], queue: "q", ...members }));
  const admitted = admit(bytes, noon);
  if (!admitted.ok) throw new Error(admitted.message);
  return admitted.value;
}

/** An open connection of a worker, or of nobody. */
export function aSession(wid = ""): TestSession {
  let closings = 0;
  return {
    wid,
    isOpen: () => closings === 0,
    close: () => {
      closings += 1;
    },
    get closings() {
      return closings;
    },
  };
}

/** The jid in a payload, without what `aJob` put behind it. */
export function jidOf(payload: Uint8Array | undefined): string | undefined {
  return payload === undefined ? undefined : String(parsed(payload)["jid"]).replace(/_+$/, "");
}

/** A payload's members. */
export function parsed(payload: Uint8Array | undefined): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
}

/** A FETCH that is watched while it waits. */
export interface WatchedFetch {
  /** "waits" until it is answered; then the jid, or "nothing". */
  readonly state: string;
}

/** Starts a FETCH and looks at it from outside. */
export function watchFetch(engine: Engine, queues: readonly string[], session: Session = aSession()): WatchedFetch {
  const watched = { state: "waits" };
  void engine.fetch(queues, session).then(
    (payload) => {
      watched.state = jidOf(payload) ?? "nothing";
    },
    (error: unknown) => {
      watched.state = `fails: ${String(error)}`;
    },
  );
  return watched;
}
