import type { Introduction, Session } from "../engine/session.ts";
import { refuse } from "../result.ts";
import type { Reply } from "../wire/reply.ts";
import type { Connections } from "./connections.ts";
import { Conversation } from "./conversation.ts";
import { Inbox } from "./inbox.ts";
import { type Holder, nothing } from "./ledger.ts";
import { Outbox, type Slot } from "./outbox.ts";

/** The part of a Bun socket that a connection uses. */
export interface Socket {
  readonly remoteAddress: string;
  write(bytes: Reply): number;
  /** Closes the sending half. */
  shutdown(): void;
  end(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
}

/** The life of one connection (spec §1), from its greeting to its close: what is read, written and waited for on its socket. */
export class Connection implements Session, Holder {
  wid = "";
  readonly connections: Connections;
  readonly counted = { ...nothing };
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  /** It has shaken hands and holds one of the places. */
  #isGreeted = false;
  #isPaused = false;
  #isFlushedSoon = false;
  /**
   * All is sent and our half is closed; what still comes is dropped until the peer closes too. Closing at once, with bytes
   * unread, would make the kernel throw away the last reply.
   */
  #isLingering = false;
  #isClosed = false;

  constructor(connections: Connections, socket: Socket) {
    this.connections = connections;
    this.#socket = socket;
    const inbox = new Inbox(connections.parts.limits.helloLineBytesMax);
    const outbox = new Outbox((bytes) => socket.write(bytes));
    this.#conversation = new Conversation(this, connections.parts, inbox, outbox);
  }

  get unreadBytes(): number {
    return this.#conversation.inbox.unreadBytes;
  }

  get startedBytes(): number {
    return this.#conversation.outbox.commandBytes;
  }

  get startedCommands(): number {
    return this.#conversation.startedCommands;
  }

  get unsentBytes(): number {
    return this.#conversation.outbox.unsentBytes;
  }

  /** Whether a reply is due that is not sent yet. */
  get isOwing(): boolean {
    return !this.#conversation.outbox.isEmpty;
  }

  /** The address of the peer, for the log. */
  get origin(): string {
    return this.#socket.remoteAddress;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  isOpen(): boolean {
    return !this.#isClosed && this.#conversation.mayTakeJobs;
  }

  /** The handshake is done. */
  introduce(introduction: Introduction): void {
    this.wid = introduction.wid;
    this.#isGreeted = true;
    this.connections.parts.engine.workers.join(this, introduction);
  }

  /** The socket is there: the peer is greeted. */
  open(): void {
    this.#conversation.greet();
    this.#proceed();
  }

  /** Takes what the peer sent. */
  receive(bytes: Uint8Array): void {
    if (this.#conversation.isOver) return;
    this.#conversation.inbox.push(bytes);
    this.#proceed();
  }

  /** The peer closed its sending half. */
  receiveEnd(): void {
    this.#conversation.peerEnded();
    this.#proceed();
  }

  /** A command was answered. */
  answer(slot: Slot, reply: Reply): void {
    if (this.#isClosed) return;
    const { unsentBytesMax } = this.connections.parts.limits;
    // What only waited for the end of the turn does not count.
    if (this.unsentBytes > unsentBytesMax) this.#conversation.outbox.flush();
    if (this.unsentBytes > unsentBytesMax) return this.dropSlow();
    this.#conversation.outbox.fill(slot, reply);
    this.#proceed();
  }

  /** The socket takes more. */
  drain(): void {
    this.#conversation.outbox.flush(true);
    this.#proceed();
  }

  /** Sends what has gathered in this turn. */
  flush(): void {
    this.#isFlushedSoon = false;
    this.#conversation.outbox.flush();
    this.#proceed();
  }

  /** Closes the connection once what was started is answered. */
  close(): void {
    this.#conversation.end();
    this.#proceed();
  }

  /** It holds the most of what is not read yet when that fills the memory it may take (spec §1: the longest unfinished line). */
  giveUp(): void {
    const { inbox } = this.#conversation;
    const fault = 2 * inbox.unfinishedBytes > inbox.unreadBytes ? "line too long: unfinished" : "too much was sent ahead: unread";
    this.#conversation.endWith(refuse(`${fault} lines fill the memory they may take`));
    this.#proceed();
  }

  /** Its peer does not read its replies. */
  dropSlow(): void {
    this.connections.noteSlow(this.origin);
    this.terminate();
  }

  /** There is room for the line that waited for it. */
  goOn(): void {
    this.#conversation.goOn();
    this.#proceed();
  }

  /** The time it was given is over. */
  expire(): void {
    this.#hangUp();
    this.forget();
  }

  /** Closes the connection now. */
  terminate(): void {
    this.#socket.terminate();
    this.forget();
  }

  /** The socket is closed, by whomever. */
  forget(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conversation.end();
    this.#conversation.outbox.drop();
    this.#depart();
    this.connections.leave(this);
  }

  /** Gives its place back: as far as the rest of the server goes it is gone. */
  #depart(): void {
    if (!this.#isGreeted) return;
    this.#isGreeted = false;
    this.connections.giveBack();
    this.connections.parts.engine.leave(this);
  }

  /** Starts what may be started, sends what may be sent, and decides about reading and closing. */
  #proceed(): void {
    const { outbox } = this.#conversation;
    for (;;) {
      const isOutOfLines = this.#conversation.advance();
      if (outbox.outstanding === 0) outbox.flush();
      else if (outbox.hasReady) this.#flushSoon();
      if (isOutOfLines || !this.#conversation.mayStart) break;
    }
    if (this.#isClosed) return;
    this.connections.ledger.note(this);
    // That may have closed it.
    if (this.#isClosed) return;
    this.#steerReading();
    if (outbox.isEmpty) this.#settle();
  }

  /** With replies of this turn still to come, they go out together. */
  #flushSoon(): void {
    if (this.#isFlushedSoon) return;
    this.#isFlushedSoon = true;
    this.connections.flushSoon(this);
  }

  /** A peer that sends faster than it is answered, or reads slower, is not read for a while. */
  #steerReading(): void {
    const { inbox, isOver, mayStart } = this.#conversation;
    const { ledger, parts } = this.connections;
    const isFull = inbox.hasMuchWaiting(ledger.isMuchUnread) || this.unsentBytes > parts.limits.unsentBytesPause;
    const mustPause = !isOver && !mayStart && isFull;
    if (mustPause === this.#isPaused) return;
    this.#isPaused = mustPause;
    if (mustPause) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Nothing is owed. */
  #settle(): void {
    this.connections.settled();
    if (!this.#conversation.isOver || this.#isLingering) return;
    this.#isLingering = true;
    this.#depart();
    if (this.#conversation.hasPeerEnded) return this.#hangUp();
    this.#socket.shutdown();
    this.connections.hurry(this, this.connections.parts.limits.lingerMsMax);
  }

  /** Under TLS `end` alone waits until the peer closes too, for ever. */
  #hangUp(): void {
    this.#socket.shutdown();
    this.#socket.end();
  }
}
