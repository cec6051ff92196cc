import { limits } from "../../limits.ts";
import { Trouble } from "../../result.ts";
import type { Tx, WorkOptions } from "../store.ts";
import { writeHistory } from "./counters.ts";
import { isFailedSync } from "./failed-sync.ts";
import type { Parts } from "./memory.ts";
import type { Ports } from "./ports.ts";
import type { Slices } from "./slices.ts";
import { Told } from "./told.ts";
import { Backlog, type Work } from "./work.ts";

/** What the turn tells the rest of the store. */
export interface TurnEvents {
  /** The works of a transaction that was committed; `bytes` is about what it wrote. */
  committed(works: readonly Work[], bytes: number): void;
  /** A transaction was rolled back for trouble with the storage. */
  troubled(trouble: Trouble): void;
  /** A transaction can't even be rolled back, or its sync failed: nothing can go on in this process. */
  stuck(reason: string): void;
  /** A turn has ended, whatever came of it. */
  ended(): void;
  moment(): { isSyncInFlight: boolean; isLogLong: boolean };
}

/** What a turn writes besides payloads: pages it touches are logged whole. */
const bytesPerTurn = 16 * 1024;

/**
 * The turn: works that came in one turn of the event loop share a transaction. They run one after another, each to its end, in the
 * order they came. After an error all is rolled back, memory too, and they run again one by one, each in a transaction of its own,
 * so that a poisoned one hurts only itself.
 */
export class Turns {
  readonly #backlog = new Backlog();
  #isPlanned = false;
  #current: Work | undefined;
  readonly #told = new Told();
  readonly #tx: Tx;
  readonly #parts: Parts;
  readonly #slices: Slices;
  readonly #events: TurnEvents;

  constructor(parts: Parts, ports: Ports, slices: Slices, events: TurnEvents) {
    this.#parts = parts;
    this.#slices = slices;
    this.#events = events;
    const { turn } = parts;
    this.#tx = {
      get now() {
        return turn.now;
      },
      get steady() {
        return turn.steady;
      },
      ...ports,
      afterCommit: (act) => {
        if (this.#current !== undefined) (this.#current.afterCommit ??= []).push(act);
      },
      tell: (hear, told) => this.#told.add(hear, told),
    };
  }

  get isIdle(): boolean {
    return this.#backlog.isEmpty;
  }

  submit(work: Work, options: WorkOptions): void {
    this.#backlog.add(work, options);
    this.plan();
  }

  /** Asks for a turn. */
  plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    try {
      await this.#transaction(this.#worksOfTurn());
    } finally {
      if (!this.isIdle) this.plan();
      this.#events.ended();
    }
  }

  /** Hands out works up to the bounds of a turn, and behind them a slice of a long one. */
  #worksOfTurn(): () => Work | undefined {
    const { clock } = this.#parts;
    const end = clock.monotonic() + limits.turnMsMax;
    const take = this.#backlog.turn();
    let works = 0;
    let bytes = 0;
    let isOver = false;
    return () => {
      if (isOver) return undefined;
      isOver = works >= limits.turnWorksMax || bytes >= limits.turnBytesMax || (works > 0 && clock.monotonic() >= end);
      const work = isOver ? undefined : take();
      if (work !== undefined) {
        works += 1;
        bytes += work.bytes;
        return work;
      }
      isOver = true;
      return this.#slices.next(this.#events.moment());
    };
  }

  async #transaction(next: () => Work | undefined): Promise<void> {
    const { gate } = this.#parts;
    const ran: Work[] = [];
    const guard = setImmediate(() => gate.close(new Error("bug: a work awaited something that is no call of its Tx")));
    try {
      this.#begin();
      for (let work = next(); work !== undefined; work = next()) {
        ran.push(work);
        work.afterCommit = undefined;
        this.#current = work;
        work.value = await work.run(this.#tx);
        this.#current = undefined;
        // a work may have caught the error; the turn is over all the same
        if (gate.closedBy !== undefined) throw gate.closedBy;
      }
      this.#commit();
    } catch (error) {
      this.#rollBack(error);
      const first = ran[0] ?? next();
      if (ran.length > 1) for (const work of ran) await this.#transaction(once(work));
      else first?.reject(this.#parts.gate.closedBy ?? error);
      return;
    } finally {
      clearImmediate(guard);
    }
    this.#parts.memory.undo.drop();
    this.#told.send();
    const bytes = ran.reduce((sum, work) => sum + work.bytes, this.#parts.gate.writes === 0 ? 0 : bytesPerTurn);
    this.#events.committed(ran, bytes);
  }

  #begin(): void {
    const { gate, raw, memory, turn, clock } = this.#parts;
    gate.open();
    memory.counts.begin();
    turn.now = clock.wall();
    turn.steady = memory.steady.now();
    this.#guarded(() => raw.begin.run());
    memory.steady.note(turn.steady - turn.now);
  }

  #commit(): void {
    writeHistory(this.#parts);
    this.#guarded(() => this.#parts.raw.commit.run());
  }

  #rollBack(error: unknown): void {
    const { raw, memory } = this.#parts;
    try {
      if (raw.isInTransaction()) raw.rollback.run();
    } catch (failure) {
      this.#events.stuck(`storage failed to roll back: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    memory.undo.takeBack();
    this.#told.drop();
    memory.queues.takeTouched();
    if (!(error instanceof Trouble)) return;
    if (isFailedSync(error.cause)) this.#events.stuck(`storage failed to sync: ${error.cause.message}`);
    else this.#events.troubled(error);
  }

  #guarded(act: () => void): void {
    const { gate } = this.#parts;
    if (gate.closedBy !== undefined) throw gate.closedBy;
    try {
      act();
    } catch (error) {
      throw gate.close(error);
    }
  }
}

function once(work: Work): () => Work | undefined {
  let isTaken = false;
  return () => {
    if (isTaken) return undefined;
    isTaken = true;
    return work;
  };
}
