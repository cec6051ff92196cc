import { type Act, fateOf, lossesBy, type Moment } from "./acts.ts";
import { batchNamed } from "./batches.ts";
import { Journal, pausedQueue } from "./journal.ts";
import { jidOf, takenQueue } from "./ticks.ts";
import type { Event } from "./trace.ts";

/** A command as it came in whole, and the reply that left. */
interface Exchange {
  readonly verb: string;
  readonly payload: string;
  readonly receivedAt: Moment;
  reply?: string;
  answeredAt?: Moment;
}

/** An answer that promises that something is on stable storage (spec §5), and a text that only its own transaction wrote first, if any. */
export interface Promised {
  readonly what: string;
  readonly text?: string;
  readonly receivedAt: Moment;
  readonly answeredAt: Moment;
}

/** The conversations of a recording as its clients know them; moments are numbers of events. */
export function readConversations(events: readonly Event[]): { journal: Journal; promised: Promised[] } {
  const exchanges = readExchanges(events).toSorted((one, other) => one.receivedAt - other.receivedAt);
  const journal = new Journal();
  const starts = [...events.keys()].filter((at) => events[at]?.kind === "start");
  for (const exchange of exchanges) if (exchange.verb === "PUSH" || exchange.verb === "PUSHB") notePush(journal, exchange);
  const ticks = new Set(exchanges.filter(isFetchOfTick).map(({ reply = "" }) => jidOf(reply)));
  for (const exchange of exchanges) if (exchange.verb === "ACK" || exchange.verb === "FAIL") noteSettling(journal, exchange, ticks);
  for (const exchange of exchanges) {
    for (const act of actsOf(journal, exchange)) {
      const ended = starts.find((at) => at > exchange.receivedAt);
      if (exchange.answeredAt !== undefined && isGood(exchange)) act.answered = exchange.answeredAt;
      else if (ended !== undefined) act.ended = ended;
    }
  }
  notePauses(journal, exchanges);
  return { journal, promised: exchanges.flatMap((exchange) => promises(exchange, journal)) };
}

/** What a command asks for of many jobs. */
function actsOf(journal: Journal, { verb, payload, receivedAt }: Exchange): Act[] {
  if (verb === "FLUSH") return [journal.flushed(receivedAt)];
  if (verb === "MUTATE") return [journal.mutated(payload, receivedAt)];
  return verb === "QUEUE" && payload.startsWith("REMOVE") ? [journal.removed(receivedAt)] : [];
}

function readExchanges(events: readonly Event[]): Exchange[] {
  const conversations = new Map<number, Conversation>();
  for (const [index, event] of events.entries()) {
    if (event.kind !== "receive" && event.kind !== "answer") continue;
    const conversation = conversations.get(event.connection) ?? new Conversation();
    conversations.set(event.connection, conversation);
    if (event.kind === "receive") conversation.receive(event.bytes, index);
    else conversation.answer(event.bytes, index);
  }
  return [...conversations.values()].flatMap((conversation) => conversation.exchanges);
}

class Conversation {
  readonly exchanges: Exchange[] = [];
  #replies = 0;
  #lines = Buffer.alloc(0);
  #answers = Buffer.alloc(0);
  /** When the first byte of the reply that is not whole yet left. */
  #replyAt: Moment = 0;

  receive(bytes: Uint8Array, at: Moment): void {
    this.#lines = Buffer.concat([this.#lines, bytes]);
    for (let end = this.#lines.indexOf(10); end >= 0; end = this.#lines.indexOf(10)) {
      const [verb = "", ...rest] = this.#lines.toString("utf8", 0, end).split(" ");
      this.exchanges.push({ verb, payload: rest.join(" "), receivedAt: at });
      this.#lines = this.#lines.subarray(end + 1);
    }
  }

  answer(bytes: Uint8Array, at: Moment): void {
    if (this.#answers.length === 0) this.#replyAt = at;
    this.#answers = Buffer.concat([this.#answers, bytes]);
    for (let reply = this.#takeReply(); reply !== undefined; reply = this.#takeReply()) {
      // the first one is the greeting
      const exchange = this.exchanges[this.#replies++ - 1];
      if (exchange !== undefined) Object.assign(exchange, { reply, answeredAt: this.#replyAt });
      this.#replyAt = at;
    }
  }

  #takeReply(): string | undefined {
    const end = this.#answers.indexOf("\r\n");
    if (end < 0) return undefined;
    const line = this.#answers.toString("utf8", 0, end);
    const length = line.startsWith("$") ? Number(line.slice(1)) : -1;
    const [from, to] = length < 0 ? [0, end] : [end + 2, end + 2 + length];
    if (this.#answers.length < to + 2) return undefined;
    const reply = this.#answers.toString("utf8", from, to);
    this.#answers = this.#answers.subarray(to + 2);
    return reply;
  }
}

interface PushedJson {
  readonly jid: string;
  readonly queue: string;
  readonly retry?: number;
  readonly at?: string;
  readonly args: readonly [jid: string, one: number, padding: string];
}

function pushedJobs({ verb, payload }: Exchange): PushedJson[] {
  return verb === "PUSH" ? [JSON.parse(payload) as PushedJson] : (JSON.parse(payload) as PushedJson[]);
}

/** What is due that much later stays where it is to the end. */
const laterMs = 60_000;

function notePush(journal: Journal, exchange: Exchange): void {
  for (const { jid, queue, retry = 25, at, args } of pushedJobs(exchange)) {
    const isScheduled = at !== undefined && Date.parse(at) > Date.now() + laterMs;
    const entry = journal.pushed({ jid, queue, retry, isScheduled, padding: args[2].length }, exchange.receivedAt);
    if (exchange.answeredAt !== undefined && isGood(exchange)) entry.pushAnswered = exchange.answeredAt;
  }
}

/** Of a job that cron has pushed. */
function isFetchOfTick({ verb, payload }: Exchange): boolean {
  return verb === "FETCH" && payload === takenQueue;
}

function noteSettling(journal: Journal, { verb, payload, receivedAt, reply, answeredAt }: Exchange, ticks: Set<string | undefined>): void {
  const { jid } = JSON.parse(payload) as { jid: string };
  if (ticks.has(jid)) return;
  const job = journal.jobs.get(jid);
  if (job === undefined) throw new Error(`${verb} of ${jid}, which nobody pushed`);
  const settling = journal.settled(job, verb === "ACK" ? "ack" : "fail", receivedAt);
  if (reply === "+OK" && answeredAt !== undefined) settling.answered = answeredAt;
}

/**
 * A queue that a FLUSH took away can't be paused before a push brings it back. Which of commands that were under way at the same time ran
 * first is not known (a PUSH passes those that touch many rows): then a pause may hold, and is not said to be answered.
 */
function notePauses(journal: Journal, exchanges: readonly Exchange[]): void {
  let flushedBy = 0;
  let isThere = false;
  for (const exchange of exchanges) {
    const { verb, payload, receivedAt, answeredAt = Infinity } = exchange;
    if (verb === "FLUSH") {
      flushedBy = answeredAt;
      isThere = false;
    } else if (verb === "PUSH" && payload.includes(`"queue":"${pausedQueue}"`)) {
      isThere ||= receivedAt > flushedBy;
    }
    if (verb !== "FLUSH" && !(verb === "QUEUE" && /^(PAUSE|RESUME)/.test(payload))) continue;
    const pause = journal.paused(payload.startsWith("PAUSE"), receivedAt);
    if (answeredAt < Infinity && isGood(exchange) && (verb === "FLUSH" || isThere)) pause.answered = answeredAt;
  }
}

function isGood({ verb, reply }: Exchange): boolean {
  if (verb === "BATCH") return reply?.startsWith("b-") === true;
  return reply === (verb === "PUSHB" ? "{}" : "+OK");
}

function promises(exchange: Exchange, journal: Journal): Promised[] {
  const { verb, payload, receivedAt, answeredAt } = exchange;
  if (answeredAt === undefined || !isGood(exchange)) return [];
  const promised = (what: string, text?: string) => ({ what, receivedAt, answeredAt, ...(text !== undefined && { text }) });
  if (verb === "PUSH" || verb === "PUSHB") return pushedJobs(exchange).map(({ jid }) => promised(`${verb} of ${jid}`, jid));
  if (verb === "FLUSH" || (verb === "MUTATE" && hasJobs(journal, payload))) return [promised(`${verb} ${payload.slice(0, 100)}`)];
  if (verb === "BATCH" || verb === "TRACK") {
    const { description, desc = description } = JSON.parse(payload.slice(payload.indexOf("{"))) as { description?: string; desc?: string };
    return [promised(`${verb} of ${desc}`, desc)];
  }
  if (verb !== "FAIL") return [];
  const { jid, message } = JSON.parse(payload) as { jid: string; message: string };
  // of a job that is gone with its first failure nothing is written that could be looked for
  return journal.jobs.get(jid)?.retry === 0 ? [] : [promised(`FAIL of ${jid}`, message)];
}

/** Whether a MUTATE is of a batch that no FLUSH has met, so that it moved its jobs. */
function hasJobs({ batches, flushes }: Journal, payload: string): boolean {
  const flushed = lossesBy(flushes);
  return batchNamed(batches, payload)?.jobs.every((job) => fateOf(job, flushed) === "kept") === true;
}
