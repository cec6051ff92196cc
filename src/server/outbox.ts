import type { ConnectionLimits } from "./connections.ts";
import type { Reply } from "../wire/reply.ts";

/** The place of one reply among those of its connection. */
export class Slot {
  reply: Reply | undefined;
  /** Bytes of the command it answers, which stay in memory until then. */
  readonly commandBytes: number;

  constructor(commandBytes: number) {
    this.commandBytes = commandBytes;
  }
}

/** Writes to a socket; answers with the number of bytes taken, or -1 where it is closed. */
export type Write = (bytes: Reply) => number;

/** Replies are put together up to that size, so that one write carries them; a larger one goes alone. */
const gatheredBytesMax = 256 * 1024;

/** What a connection still owes its peer: replies in the order of the commands, whatever the order they come in (spec §1). */
export class Outbox {
  /** One a command that was started, the oldest first, until it and all before it are answered. */
  readonly #slots: Slot[] = [];
  #ready: Reply[] = [];
  /** What the last write left over. Nothing else may be written before it, and it not before the socket drains. */
  #rest: Uint8Array | undefined;
  #unsentBytes = 0;
  #commandBytes = 0;
  readonly #write: Write;

  constructor(write: Write) {
    this.#write = write;
  }

  /** Commands whose reply may not be sent yet, for want of it or of one before it. */
  get outstanding(): number {
    return this.#slots.length;
  }

  /** Whether there are replies that may be sent, and a socket that takes them. */
  get hasReady(): boolean {
    return this.#ready.length > 0 && this.#rest === undefined;
  }

  /** Bytes of replies that wait, for one before them or for the peer to read. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Bytes of the commands whose reply may not be sent yet. */
  get commandBytes(): number {
    return this.#commandBytes;
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0 && this.#unsentBytes === 0;
  }

  /** Whether the reply of one more command may be added (spec §1: a flood of commands waits until they are answered and sent). */
  hasRoom({ commandsInFlightMax, inFlightBytesMax, unsentBytesPause }: ConnectionLimits): boolean {
    return this.#slots.length < commandsInFlightMax && this.#commandBytes < inFlightBytesMax && this.#unsentBytes <= unsentBytesPause;
  }

  /** Takes the next place for the reply of a command of that many bytes. */
  reserve(commandBytes: number): Slot {
    const slot = new Slot(commandBytes);
    this.#slots.push(slot);
    this.#commandBytes += commandBytes;
    return slot;
  }

  /** Fills a place; `flush` sends what may be sent now. */
  fill(slot: Slot, reply: Reply): void {
    slot.reply = reply;
    this.#unsentBytes += byteLength(reply);
    while (this.#slots[0]?.reply !== undefined) {
      const first = this.#slots.shift();
      if (first?.reply === undefined) return;
      this.#commandBytes -= first.commandBytes;
      this.#ready.push(first.reply);
    }
  }

  /** Sends what the socket takes. Call it also when the socket has drained, with `hasDrained`. */
  flush(hasDrained = false): void {
    if (this.#rest !== undefined) {
      if (!hasDrained) return;
      const rest = this.#rest;
      this.#rest = undefined;
      if (!this.#send(rest)) return;
    }
    while (this.#ready.length > 0) if (!this.#send(this.#gather())) return;
  }

  /** Forgets everything: the socket is closed. */
  drop(): void {
    this.#slots.length = 0;
    this.#ready = [];
    this.#rest = undefined;
    this.#unsentBytes = 0;
    this.#commandBytes = 0;
  }

  /** False where the socket did not take all of it. */
  #send(bytes: Reply): boolean {
    const length = byteLength(bytes);
    const written = this.#write(bytes);
    this.#unsentBytes -= Math.max(written, 0);
    if (written === length) return true;
    if (written >= 0) this.#rest = asBytes(bytes).subarray(written);
    return false;
  }

  /** The next replies as one piece. */
  #gather(): Reply {
    const [first = ""] = this.#ready;
    if (this.#ready.length === 1) {
      this.#ready = [];
      return first;
    }
    let bytes = 0;
    let count = 0;
    for (const reply of this.#ready) {
      bytes += byteLength(reply);
      if (count > 0 && bytes > gatheredBytesMax) break;
      count += 1;
    }
    const replies = this.#ready.splice(0, count);
    if (replies.every((reply) => typeof reply === "string")) return replies.join("");
    return replies.length === 1 ? first : Buffer.concat(replies.map(asBytes));
  }
}

function byteLength(reply: Reply): number {
  return typeof reply === "string" ? Buffer.byteLength(reply) : reply.length;
}

function asBytes(reply: Reply): Uint8Array {
  return typeof reply === "string" ? Buffer.from(reply) : reply;
}
