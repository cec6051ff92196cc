import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Command } from "../commands/command.ts";
import type { Log } from "../log.ts";
import type { Connection } from "./connection.ts";
import type { Dispatch } from "./dispatch.ts";
import { Ledger } from "./ledger.ts";
import type { PasswordChecks } from "./password-checks.ts";

/** The bounds of connections (`limits.ts`); a test lowers them. */
export type ConnectionLimits = Readonly<
  Record<
    | "connectionsMax"
    | "handshakeMsMax"
    | "helloLineBytesMax"
    | "lineBytesMax"
    | "unreadBytesMax"
    | "startedCommandsMax"
    | "startedBytesMax"
    | "smallLineBytes"
    | "commandsInFlightMax"
    | "inFlightBytesMax"
    | "unsentBytesPause"
    | "unsentBytesMax"
    | "unsentBytesAllMax"
    | "lingerMsMax",
    number
  >
>;

/** What every connection works with. */
export interface ServerParts {
  readonly engine: Engine;
  readonly commands: ReadonlyMap<string, Command>;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ConnectionLimits;
  /** Undefined: who connects need not know a password. */
  readonly passwords: PasswordChecks | undefined;
}

/** Sockets beyond `connectionsMax`: those that shake hands just now, and those that are told that there are too many. */
const spareSocketsMax = 100;

/** How exact deadlines of connections are. One timer serves them all, and none runs while nobody hurries. */
const tickMs = 100;

/** How often at most it is worth a warning that a peer does not read. */
const slowNoteMsMin = 1_000;

/** All connections of the server (spec §1): what is counted over all of them, and the one timer they share. */
export class Connections {
  readonly parts: ServerParts;
  readonly ledger: Ledger;
  readonly #all = new Set<Connection>();
  readonly #deadlines = new Map<Connection, number>();
  #unflushed: Connection[] = [];
  #greeted = 0;
  #isTicking = false;
  #tickDue = 0;
  #wasHeldUp = false;
  #slowNotedAt = Number.NEGATIVE_INFINITY;
  #isRefusing = false;
  #whenAnswered: (() => void) | undefined;
  /** Known commands so far. */
  commandCount = 0;

  constructor(parts: ServerParts) {
    this.parts = parts;
    this.ledger = new Ledger(parts.limits);
  }

  /** Finished handshakes that are still open, and known commands so far, for INFO. */
  counts(): { connections: number; commandCount: number } {
    return { connections: this.#greeted, commandCount: this.commandCount };
  }

  /** Bytes that were received and are not read yet. */
  get unreadBytes(): number {
    return this.ledger.unreadBytes;
  }

  /** Bytes of replies that are not sent yet. */
  get unsentBytes(): number {
    return this.ledger.unsentBytes;
  }

  /** While stopping, commands are refused. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /** False where no socket may be added, not even to be told so: at the file limit accepting would spin. */
  enter(connection: Connection): boolean {
    if (this.#all.size >= this.parts.limits.connectionsMax + spareSocketsMax) return false;
    this.#all.add(connection);
    this.ledger.enter(connection);
    this.hurry(connection, this.parts.limits.handshakeMsMax);
    return true;
  }

  /** Counts a finished handshake; false where there are too many. */
  admit(connection: Connection): boolean {
    if (this.#greeted >= this.parts.limits.connectionsMax) return false;
    this.#greeted += 1;
    this.#deadlines.delete(connection);
    return true;
  }

  /** Frees the place of one that was admitted. */
  giveBack(): void {
    this.#greeted -= 1;
  }

  /** The connection is closed. */
  leave(connection: Connection): void {
    this.#all.delete(connection);
    this.ledger.leave(connection);
    this.#deadlines.delete(connection);
    this.settled();
  }

  /** Gives a connection that long; then its `expire` is called. */
  hurry(connection: Connection, milliseconds: number): void {
    this.#deadlines.set(connection, this.parts.clock.monotonic() + milliseconds);
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#tickSoon();
  }

  /** Takes back what `hurry` gave. */
  calm(connection: Connection): void {
    this.#deadlines.delete(connection);
  }

  #tickSoon(): void {
    this.#tickDue = this.parts.clock.monotonic() + tickMs;
    this.parts.clock.after(tickMs, () => this.#tick());
  }

  #tick(): void {
    const now = this.parts.clock.monotonic();
    // This server was held up: what peers sent in the meantime is read first, and the next tick ends what is over.
    this.#wasHeldUp = now - this.#tickDue > tickMs && !this.#wasHeldUp;
    if (!this.#wasHeldUp) this.#expire(now);
    this.#isTicking = this.#deadlines.size > 0;
    if (this.#isTicking) this.#tickSoon();
  }

  #expire(now: number): void {
    for (const [connection, deadline] of this.#deadlines) {
      if (deadline > now) continue;
      this.#deadlines.delete(connection);
      connection.expire();
    }
  }

  /** A connection was closed because its peer does not read: one line a second in the log, however many there are. */
  noteSlow(origin: string): void {
    const { clock, log } = this.parts;
    const text = `a connection from ${origin} was closed: it does not read its replies`;
    const isSaid = clock.monotonic() - this.#slowNotedAt < slowNoteMsMin;
    if (isSaid) return log.debug(text);
    this.#slowNotedAt = clock.monotonic();
    log.warn(text);
  }

  /** Sends the replies of a connection at the end of this turn, together with those still to come in it. */
  flushSoon(connection: Connection): void {
    if (this.#unflushed.push(connection) === 1) setImmediate(() => this.#flushAll());
  }

  #flushAll(): void {
    const connections = this.#unflushed;
    this.#unflushed = [];
    for (const connection of connections) connection.flush();
  }

  /** From now on a command gets `shutdown in progress`, and its connection is closed (spec §1). */
  refuse(): void {
    this.#isRefusing = true;
  }

  /** Resolves once every command that was started is answered and its answer is sent. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAnswered = resolve;
      this.settled();
    });
  }

  /** A connection owes its peer nothing more. */
  settled(): void {
    if (this.#whenAnswered === undefined) return;
    for (const connection of this.#all) if (connection.isOwing) return;
    this.#whenAnswered();
    this.#whenAnswered = undefined;
  }

  /** Closes all of them, each once it is answered. */
  closeAll(): void {
    for (const connection of this.#all) connection.close();
  }
}
