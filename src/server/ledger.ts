import type { ConnectionLimits } from "./connections.ts";

/** What one connection takes of the memory that all share. */
export interface Share {
  /** Received and not read: parts of a line, lines that wait. */
  unreadBytes: number;
  /** Lines of commands that were started and are not answered. */
  startedBytes: number;
  /** Such commands that wait for their turn; one that holds its connection, as a FETCH does, is none. */
  startedCommands: number;
  /** Replies that wait. */
  unsentBytes: number;
}

/** A connection as the ledger sees it: what it holds now, and what of that is counted. */
export interface Holder extends Readonly<Share> {
  readonly counted: Share;
  /** Sends what it can. */
  flush(): void;
  /** Lets go of what it has not read, with an error. */
  giveUp(): void;
  /** Lets go of everything: its peer does not read. */
  dropSlow(): void;
  /** Starts the line for which there was no room. */
  goOn(): void;
}

/** The share of a connection that holds nothing. */
export const nothing: Readonly<Share> = { unreadBytes: 0, startedBytes: 0, startedCommands: 0, unsentBytes: 0 };

type Bounds = Pick<
  ConnectionLimits,
  "unreadBytesMax" | "startedBytesMax" | "startedCommandsMax" | "unsentBytesAllMax" | "smallLineBytes" | "unsentBytesMax"
>;

/**
 * What all connections together hold in memory (spec §1), and the bounds of it: each alone may hold little, and there may be 20,000 of
 * them. Where much is started or unsent, a connection starts only one command at a time and long lines wait for room, in the order they
 * came; where too much is unread or unsent, the connection with the most is closed.
 */
export class Ledger {
  readonly #bounds: Bounds;
  readonly #holders = new Set<Holder>();
  /** Those whose line waits for room, the oldest first. */
  readonly #awaiting = new Set<Holder>();
  #isWaking = false;
  #unreadBytes = 0;
  #startedBytes = 0;
  #startedCommands = 0;
  #unsentBytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Whether a connection may start more than one command at a time. */
  get isCrowded(): boolean {
    const { startedBytesMax, startedCommandsMax } = this.#bounds;
    const isMuchStarted = this.#startedBytes >= startedBytesMax || this.#startedCommands >= startedCommandsMax;
    return isMuchStarted || this.#unsentBytes >= this.#unsentBytesMax / 2;
  }

  /** Whether so much is unread that who may not start a command is not read at all. */
  get isMuchUnread(): boolean {
    return this.#unreadBytes >= this.#bounds.unreadBytesMax / 2;
  }

  /** Whether a line of that length may be started; else `goOn` is called once it may. */
  hasRoomFor(lineBytes: number, holder: Holder): boolean {
    const { startedBytesMax, smallLineBytes } = this.#bounds;
    if (this.#startedBytes < startedBytesMax || lineBytes <= smallLineBytes) return true;
    this.#awaiting.add(holder);
    return false;
  }

  /** The connection is there. */
  enter(holder: Holder): void {
    this.#holders.add(holder);
  }

  /** Counts what a connection holds now. */
  note(holder: Holder): void {
    const { unreadBytes, unsentBytes } = holder.counted;
    this.#count(holder, holder);
    if (holder.counted.unreadBytes > unreadBytes) this.#boundUnread();
    if (holder.counted.unsentBytes > unsentBytes) this.#boundUnsent();
  }

  /** The connection is closed. */
  leave(holder: Holder): void {
    this.#holders.delete(holder);
    this.#awaiting.delete(holder);
    this.#count(holder, nothing);
  }

  /** An operator may allow a single connection more. */
  get #unsentBytesMax(): number {
    return Math.max(this.#bounds.unsentBytesAllMax, 2 * this.#bounds.unsentBytesMax);
  }

  #count({ counted }: Holder, { unreadBytes, startedBytes, startedCommands, unsentBytes }: Readonly<Share>): void {
    this.#unreadBytes += unreadBytes - counted.unreadBytes;
    this.#startedBytes += startedBytes - counted.startedBytes;
    this.#startedCommands += startedCommands - counted.startedCommands;
    this.#unsentBytes += unsentBytes - counted.unsentBytes;
    counted.unreadBytes = unreadBytes;
    counted.startedBytes = startedBytes;
    counted.startedCommands = startedCommands;
    counted.unsentBytes = unsentBytes;
    if (this.#awaiting.size > 0 && this.#startedBytes < this.#bounds.startedBytesMax) this.#wakeSoon();
  }

  #boundUnread(): void {
    while (this.#unreadBytes > this.#bounds.unreadBytesMax) {
      const before = this.#unreadBytes;
      this.#most((share) => share.unreadBytes)?.giveUp();
      if (this.#unreadBytes >= before) return;
    }
  }

  #boundUnsent(): void {
    while (this.#unsentBytes > this.#unsentBytesMax) {
      const before = this.#unsentBytes;
      const slowest = this.#most((share) => share.unsentBytes);
      // What only waited for the end of the turn does not count.
      slowest?.flush();
      if (this.#unsentBytes >= before) slowest?.dropSlow();
      if (this.#unsentBytes >= before) return;
    }
  }

  #most(of: (share: Share) => number): Holder | undefined {
    let most = 0;
    let found: Holder | undefined;
    for (const holder of this.#holders) {
      if (of(holder.counted) <= most) continue;
      most = of(holder.counted);
      found = holder;
    }
    return found;
  }

  #wakeSoon(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      for (const holder of this.#awaiting) {
        if (this.#startedBytes >= this.#bounds.startedBytesMax) return;
        this.#awaiting.delete(holder);
        holder.goOn();
      }
    });
  }
}
