import type { Database } from "bun:sqlite";
import type { Clock } from "../../clock.ts";
import { limits } from "../../limits.ts";
import { Trouble } from "../../result.ts";
import type { View } from "../ports/view.ts";
import type { AnswersAfter, Space, Store, StoreFacts, StoreHealth, Tx, WorkOptions } from "../store.ts";
import { Checkpoint } from "./checkpoint.ts";
import { Condition, openingTrouble } from "./condition.ts";
import { openDatabase } from "./database.ts";
import { lockDirectory, prepareDirectory, type DirectoryLock } from "./directory.ts";
import { filesIn } from "./facts.ts";
import { isFailedSync, sever } from "./failed-sync.ts";
import { Gate } from "./gate.ts";
import { loadMemory } from "./load.ts";
import { closeLogFile, lengthenInSteps, logLengthFor, openLogFile, rewriteLog } from "./log-file.ts";
import type { Parts } from "./memory.ts";
import { migrate } from "./migrate.ts";
import { portsOf } from "./ports.ts";
import { prepareRaw } from "./raw.ts";
import { Reading } from "./reading.ts";
import { differences } from "./rebuild.ts";
import { Slices } from "./slices.ts";
import { spaceFor } from "./space.ts";
import { prepareStatements } from "./statements.ts";
import { Sync } from "./sync.ts";
import { Turns } from "./turn.ts";
import type { Work } from "./work.ts";

/** What the SQLite store is opened with. */
export interface SqliteOptions {
  readonly directory: string;
  /** "process" gives up the promise against power loss (spec §5): answers follow the commit, nothing is synced. */
  readonly durability: "power" | "process";
  readonly clock: Clock;
  /** Called once a sync has failed: the process must end (spec §5). */
  readonly onFatal: (reason: string) => void;
  readonly warn: (text: string) => void;
}

/** The SQLite store, with its self-check: in what its memory differs from the tables (nothing, unless there is a bug). */
export interface SqliteStore extends Store {
  differencesFromRebuild(): string[];
}

/** Opens the storage directory, creates it where it is missing, and locks it. Throws `Trouble` with one clear line. */
export function openSqliteStore(options: SqliteOptions): SqliteStore {
  prepareDirectory(options.directory);
  const lock = lockDirectory(options.directory);
  try {
    return new OpenStore(options, lock);
  } catch (error) {
    lock.release();
    throw openingTrouble(options.directory, error);
  }
}

class OpenStore implements SqliteStore {
  readonly #options: SqliteOptions;
  readonly #lock: DirectoryLock;
  readonly #db: Database;
  readonly #parts: Parts;
  readonly #turns: Turns;
  readonly #slices: Slices;
  readonly #checkpoint: Checkpoint;
  readonly #log: number | undefined;
  readonly #sync: Sync | undefined;
  readonly #reading: Reading;
  #isClosed = false;
  /** Why this process must end. */
  #ended: Trouble | undefined;
  readonly #condition: Condition;
  #announce: (queue: string, ready: number) => void = () => undefined;
  #onIdle: () => void = () => undefined;
  readonly space = (): Promise<Space> => spaceFor(this.#options.directory, this.#parts.raw);

  constructor(options: SqliteOptions, lock: DirectoryLock) {
    const { directory, durability, clock } = options;
    this.#options = options;
    this.#lock = lock;
    this.#condition = new Condition(directory, options.warn);
    if (durability === "power") rewriteLog(directory);
    this.#db = openDatabase(directory);
    // copies what the log shows, so that nothing stands on pages that never arrived
    this.#db.run("PRAGMA wal_checkpoint(TRUNCATE)");
    migrate(this.#db);
    // a first write, so that there is a log to open
    this.#db.run("INSERT INTO numbers (name, value) VALUES ('starts', 1) ON CONFLICT DO UPDATE SET value = value + 1");
    this.#log = durability === "power" ? openLogFile(directory) : undefined;
    const events = { failed: (reason: string) => this.#end(reason), idle: () => this.#idle(), willTurn: () => !this.#turns.isIdle };
    this.#sync = this.#log === undefined ? undefined : new Sync(this.#log, clock, events);
    const isOver = (): boolean => this.#isClosed || this.#ended !== undefined;
    if (this.#log !== undefined) lengthenInSteps(this.#log, logLengthFor(directory), { clock, isOver, warn: options.warn });
    this.#reading = new Reading(directory);
    const gate = new Gate();
    const [statements, raw] = [prepareStatements(this.#db, gate), prepareRaw(this.#db, gate)];
    this.#parts = { clock, gate, statements, raw, memory: loadMemory(this.#db, statements, clock), turn: { now: 0, steady: 0 } };
    this.#checkpoint = new Checkpoint(directory, raw, {
      clock,
      failed: (reason) => this.#condition.lags(reason),
      copied: () => this.#condition.lags(undefined),
      syncFailed: (reason) => this.#end(reason),
    });
    this.#slices = new Slices(clock, () => this.#turns.plan());
    this.#turns = new Turns(this.#parts, portsOf(this.#parts, this.#db), this.#slices, {
      committed: (works, bytes) => this.#committed(works, bytes),
      troubled: (trouble) => this.#troubled(trouble),
      stuck: (reason) => this.#end(reason),
      ended: () => this.#turnEnded(),
      moment: () => ({
        isSyncInFlight: this.#sync?.isBusy ?? false,
        isLogLong: this.#checkpoint.logBytes > limits.logBytesLong,
      }),
    });
  }

  transact<T>(answersAfter: AnswersAfter, work: (tx: Tx) => Promise<T>, options?: WorkOptions): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#isClosed) return Promise.reject(new Trouble("the storage is closed"));
    return new Promise<T>((resolve, reject) => {
      const submitted = { answersAfter, bytes: options?.bytes ?? 0, run: work, resolve: resolve as (value: unknown) => void, reject };
      this.#turns.submit(submitted, options ?? {});
    });
  }

  async inSlices(kind: "timed" | "wide", step: (tx: Tx) => Promise<boolean>): Promise<void> {
    await this.#slices.add(kind, step);
    await this.transact("synced", async () => undefined);
  }

  read<T>(read: (view: View) => Promise<T>): Promise<T> {
    return read(this.#reading.view);
  }

  onReady(listener: (queue: string, ready: number) => void): void {
    this.#announce = listener;
  }

  async facts(): Promise<StoreFacts> {
    const { directory } = this.#options;
    const [files, syncs] = [await filesIn(directory), this.#sync?.spans.summary()];
    const { logBytes, passes: checkpoints } = this.#checkpoint;
    return { directory, files, logBytes, checkpoints, ...(syncs === undefined ? {} : { syncs }) };
  }

  now(): number {
    return this.#options.clock.wall();
  }

  health(): StoreHealth {
    return this.#condition.health();
  }

  differencesFromRebuild(): string[] {
    return differences(this.#db, this.#parts);
  }

  async close(): Promise<void> {
    this.#slices.stop(new Trouble("the storage is closing"));
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#idle();
    });
    this.#isClosed = true;
    await Promise.all([this.#reading.close(), this.#checkpoint.close()]);
    if (this.#log !== undefined) closeLogFile(this.#log);
    this.#copyLog();
    this.#db.close();
    this.#lock.release();
  }

  /** The last checkpoint. Where a sync of it fails, or one has failed before, the log stays for the next start. */
  #copyLog(): void {
    if (this.#ended !== undefined) throw this.#ended;
    try {
      this.#db.run("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (error) {
      if (isFailedSync(error)) this.#end(`storage failed to sync: ${error.message}`);
      throw error;
    }
  }

  /** A sync has failed, so that this process must end (spec §5): nothing is written or answered any more. */
  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new Trouble(reason);
    this.#condition.ended(reason);
    this.#parts.gate.seal(this.#ended);
    this.#sync?.refuse(this.#ended);
    sever(this.#db);
    let isTold = false;
    const tell = (): void => {
      if (!isTold) this.#options.onFatal(reason);
      isTold = true;
    };
    this.#options.clock.after(limits.severMsMax, tell);
    // the one that reads can't write, nor copy the log
    void this.#checkpoint.sever().then(tell);
  }

  /** A sync or a transaction has ended: what waited for the store to come to rest may go on. */
  #idle(): void {
    if (this.#turns.isIdle && this.#sync?.isBusy !== true) this.#onIdle();
    if (!this.#slices.isEmpty) this.#turns.plan();
  }

  #committed(works: readonly Work[], bytes: number): void {
    const wrote = this.#parts.gate.writes > 0;
    if (wrote) this.#condition.wrote();
    if (wrote) this.#sync?.noteWrite();
    const mustSync = this.#sync?.isNeeded === true;
    const toSync: Work[] = [];
    for (const work of works) {
      if (work.afterCommit !== undefined) for (const act of work.afterCommit) act();
      if (mustSync && work.answersAfter === "synced") toSync.push(work);
      else work.resolve(work.value);
    }
    this.#sync?.join(toSync);
    const { queues, slots } = this.#parts.memory;
    for (const queue of queues.takeTouched()) {
      const ready = Math.min(queue.size, slots.free(queue.name, this.#parts.turn.steady));
      if (ready > 0) this.#announce(queue.name, ready);
    }
    if (wrote) this.#checkpoint.afterCommit(bytes);
  }

  #turnEnded(): void {
    this.#sync?.turnEnded();
    if (this.#turns.isIdle) this.#idle();
  }

  #troubled(trouble: Trouble): void {
    if (this.#ended !== undefined) return;
    if (!this.#condition.isInTrouble) this.#options.clock.after(limits.storageRetryMs, () => void this.#tryAgain());
    this.#condition.troubled(trouble);
  }

  /** Writes a little, again and again until it succeeds, so that health turns good by itself, also while nobody pushes. */
  async #tryAgain(): Promise<void> {
    if (this.#isClosed || this.#ended !== undefined || !this.#condition.isInTrouble) return;
    try {
      await this.transact("synced", async () => this.#parts.statements.putNumber({ name: "tries", value: this.now() }));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.#options.clock.after(limits.storageRetryMs, () => void this.#tryAgain());
    }
  }
}
