import type { Command } from "../commands/command.ts";
import type { Introduction } from "../engine/session.ts";
import { type Refusal, refuse, type Result } from "../result.ts";
import { ok, refusal, type Reply } from "../wire/reply.ts";
import { readRequest } from "../wire/request.ts";
import type { Connection } from "./connection.ts";
import type { ServerParts } from "./connections.ts";
import { Handshake } from "./handshake.ts";
import type { Inbox } from "./inbox.ts";
import type { Outbox, Slot } from "./outbox.ts";

/** What one peer says and what it is answered (spec §1): lines in, replies out, in the same order. Knows nothing of sockets. */
export class Conversation {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  /** Until the first line: HELLO is awaited. */
  #handshake: Handshake | undefined;
  /** No line is read any more, what is owed is still sent. */
  #isOver = false;
  readonly #parts: ServerParts;
  readonly #connection: Connection;
  #hasPeerEnded = false;
  /** The place of the command behind which none may start. */
  #held: Slot | undefined;
  /** The line that comes next waits for room. */
  #isAwaitingRoom = false;
  /** A command that had its try after the peer ended: nobody is there to take what it waits for. */
  #hadItsTry: Slot | undefined;

  constructor(connection: Connection, parts: ServerParts, inbox: Inbox, outbox: Outbox) {
    this.#connection = connection;
    this.#parts = parts;
    this.inbox = inbox;
    this.outbox = outbox;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get hasPeerEnded(): boolean {
    return this.#hasPeerEnded;
  }

  /** Whether the peer may still be given a job. */
  get mayTakeJobs(): boolean {
    return !this.isOver && (this.#held === undefined || this.#held !== this.#hadItsTry);
  }

  /** Whether a next command may be started before others are answered; where it is crowded, only one at a time is. */
  get mayStart(): boolean {
    if (this.isOver || this.#held !== undefined || this.#isAwaitingRoom) return false;
    return this.outbox.isEmpty || (this.outbox.hasRoom(this.#parts.limits) && !this.#connection.connections.ledger.isCrowded);
  }

  /** Commands that wait for their turn. */
  get startedCommands(): number {
    return this.outbox.outstanding - (this.#held === undefined ? 0 : 1);
  }

  /** Says the first word. */
  greet(): void {
    this.#handshake = new Handshake(this.#connection);
    this.outbox.fill(this.outbox.reserve(0), this.#handshake.greeting);
  }

  /** Starts what may be started. True where it stopped for want of a whole line. */
  advance(): boolean {
    while (this.mayStart) {
      const line = this.inbox.next();
      if (line !== undefined && this.#connection.connections.ledger.hasRoomFor(line.length, this.#connection)) {
        this.#take(line);
        continue;
      }
      if (line !== undefined) {
        this.inbox.putBack(line);
        this.#isAwaitingRoom = true;
        return false;
      }
      if (this.inbox.isTooLong) this.endWith(refuse("line too long"));
      else if (this.#hasPeerEnded) this.end();
      return true;
    }
    return false;
  }

  /** There is room for the line that waits. */
  goOn(): void {
    this.#isAwaitingRoom = false;
  }

  /** The peer sends no more: what it sent whole is run and answered. */
  peerEnded(): void {
    this.#hasPeerEnded = true;
    if (this.#held !== undefined) void this.#watchItsTry(this.#held);
  }

  /** Reads no more. */
  end(): void {
    this.#isOver = true;
    this.inbox.close();
  }

  /** Reads no more, with one last reply behind those that are owed. */
  endWith(fault: Refusal): void {
    if (this.isOver) return;
    this.end();
    this.outbox.fill(this.outbox.reserve(0), refusal(fault));
  }

  #take(line: Uint8Array): void {
    if (this.#handshake !== undefined) return this.#meet(line, this.#handshake);
    const request = readRequest(line);
    if (request === undefined) return;
    if (this.#connection.connections.isRefusing) return this.endWith(refuse("shutdown in progress"));
    const command = this.#parts.commands.get(request.verb);
    if (command === undefined) return this.outbox.fill(this.outbox.reserve(0), refusal(refuse(`unknown command ${request.verb}`)));
    this.#connection.connections.commandCount += 1;
    if (command.endsConnection === true) return this.end();
    const slot = this.outbox.reserve(line.length);
    if (command.holdsConnection !== true) return void this.#run(command, slot, request.payload);
    this.#held = slot;
    if (this.#hasPeerEnded) void this.#watchItsTry(slot);
    void this.#run(command, slot, request.payload);
  }

  #meet(line: Uint8Array, handshake: Handshake): void {
    this.#handshake = undefined;
    const slot = this.outbox.reserve(line.length);
    const verdict = handshake.judge(line);
    if (!(verdict instanceof Promise)) return this.outbox.fill(slot, this.#seat(verdict));
    this.#held = slot;
    void this.#seatLater(slot, verdict);
  }

  async #seatLater(slot: Slot, verdict: Promise<Result<Introduction>>): Promise<void> {
    const reply = this.#seat(await verdict);
    this.#held = undefined;
    this.#connection.answer(slot, reply);
  }

  /** The reply to HELLO; from then on commands are served, or nothing is read. */
  #seat(verdict: Result<Introduction>): Reply {
    if (!verdict.ok) {
      this.end();
      return refusal(verdict);
    }
    this.inbox.lineBytesMax = this.#parts.limits.lineBytesMax;
    this.#connection.introduce(verdict.value);
    return ok;
  }

  async #run(command: Command, slot: Slot, payload: Uint8Array): Promise<void> {
    const reply = await this.#parts.dispatch(command, this.#connection, payload);
    if (this.#held === slot) this.#held = undefined;
    this.#connection.answer(slot, reply);
  }

  /**
   * A FETCH of a peer that sends no more has its try, being whole; if it then waits, it must take no job, since most likely
   * nobody is there to run it. Works run in the order they come, so that behind a later one the try is over; it is over too where
   * that one fails, and what it failed of the FETCH itself reports.
   */
  async #watchItsTry(slot: Slot): Promise<void> {
    await this.#parts.engine.queues.latency([]).catch(() => []);
    this.#hadItsTry = slot;
  }
}
