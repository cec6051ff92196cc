import type { Engine } from "../../src/assemble.ts";
import { aJob, aSession, parsed, type TestSession } from "../support/engine.ts";
import type { ManualClock } from "../support/manual-clock.ts";

/** Draws the same numbers each time, from 0 up to 1. */
export function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Kind {
  readonly jobtype: string;
  readonly queue: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** How often it fails, of 1. */
  readonly failing: number;
  /** Seconds. */
  readonly failsAfter: number;
  readonly errtype: string;
  readonly message: string;
  readonly frames: readonly string[];
  args(draw: () => number): unknown[];
}

const order = (draw: () => number) => 480_000 + Math.floor(draw() * 90_000);

/** What a shop would have done in the background. */
const kinds: readonly Kind[] = [
  {
    jobtype: "ChargeJob",
    queue: "payments",
    weight: 3,
    failing: 0.03,
    failsAfter: 30,
    errtype: "Net::ReadTimeout",
    message: "timeout after 30 s reading from psp.example",
    frames: ["app/jobs/charge_job.rb:41:in 'ChargeJob#perform'", "app/payments/gateway.rb:17:in 'Gateway#post'"],
    args: (draw) => [order(draw), { amount: 1_999 + Math.floor(draw() * 8_000), currency: "EUR", card: `tok_${order(draw)}` }],
  },
  {
    jobtype: "UserMailer#receipt",
    queue: "mail",
    weight: 9,
    failing: 0.004,
    failsAfter: 2,
    errtype: "Net::SMTPServerBusy",
    message: "451 4.7.1 Greylisted, try again later",
    frames: ["app/mailers/user_mailer.rb:22:in 'UserMailer#receipt'"],
    args: (draw) => [order(draw), "receipt", { locale: "en" }],
  },
  {
    jobtype: "WebhookDelivery",
    queue: "webhooks",
    weight: 8,
    failing: 0.02,
    failsAfter: 10,
    errtype: "HTTP::Error",
    message: "502 Bad Gateway from https://hooks.partner.example/orders",
    frames: ["app/jobs/webhook_delivery.rb:18:in 'WebhookDelivery#perform'"],
    args: (draw) => [`evt_${order(draw)}`, "order.paid", 3],
  },
  {
    jobtype: "SyncInventory",
    queue: "default",
    weight: 10,
    failing: 0.008,
    failsAfter: 1,
    errtype: "ActiveRecord::Deadlocked",
    message: "Deadlock found when trying to get lock; try restarting transaction",
    frames: ["app/models/stock_level.rb:63:in 'StockLevel.adjust'", "app/jobs/sync_inventory.rb:9:in 'SyncInventory#perform'"],
    args: (draw) => [order(draw), ["DE-LEJ", "FR-LIL"][Math.floor(draw() * 2)], 9007199254740993n.toString()],
  },
];

const frameworkFrames = Array.from(
  { length: 12 },
  (_, line) => `/usr/lib/ruby/gems/3.4.0/gems/net-http-0.6.0/lib/net/http.rb:${1_650 + line * 7}:in 'Net::HTTP#connect'`,
);

const hosts = ["web-1", "web-2", "batch-1", "batch-2"];

/** Fills a server with a believable afternoon: five minutes of work, with what waits, what failed and what died. */
export async function fill(engine: Engine, clock: ManualClock): Promise<void> {
  const draw = drawing(7);
  const workers = hosts.map((hostname, index) => joined(engine, hostname, 400 + index * 131));
  await waiting(engine, draw);
  const held: Held[] = [];
  const last = 330;
  for (let second = 0; second <= last; second += 1) {
    if (second === last - 20) await engine.actions.pause("thumbs", { by: "admin from 10.0.0.7", reason: "image host is down" });
    await oneSecond(engine, workers, { second, draw, held });
    if (second % 5 === 0) for (const worker of workers) engine.workers.beat(worker.wid, undefined, 180_000 + Math.floor(draw() * 90_000));
    await clock.advance(1_000);
  }
}

function joined(engine: Engine, hostname: string, pid: number): TestSession {
  const session = aSession(`${hostname}-${pid}`);
  engine.workers.join(session, { wid: session.wid, hostname, pid, labels: ["ruby-3.4.1"] });
  return session;
}

/** Jobs that nobody fetches in these minutes. */
async function waiting(engine: Engine, draw: () => number): Promise<void> {
  const jid = () => `${order(draw)}${order(draw)}`.padEnd(24, "0f3a9c");
  const many = (count: number, members: (index: number) => Record<string, unknown>) =>
    engine.pushMany(Array.from({ length: count }, (_, index) => aJob(jid(), members(index))));
  await many(1_102, (index) => ({ jobtype: "ThumbnailJob", queue: "thumbs", args: [81_000 + index, "1200x630"] }));
  await many(12_480, (index) => ({ jobtype: "Reindex", queue: "search", args: ["Product", 4_000 + index] }));
  await many(620, (index) => ({
    jobtype: "ReminderMail",
    queue: "mail",
    args: [order(draw)],
    at: new Date(Date.UTC(2026, 0, 15, 12, 20, index * 40)).toISOString(),
  }));
}

interface Moment {
  readonly second: number;
  readonly draw: () => number;
  readonly held: Held[];
}

/** A job that a worker has. */
interface Held {
  readonly jid: string;
  readonly kind: Kind;
  readonly worker: TestSession;
  readonly isFailing: boolean;
  /** The second in which it ends. */
  readonly end: number;
}

/** Jobs come in waves, are fetched and, some seconds later, settled; one that fails comes back by itself. */
async function oneSecond(engine: Engine, workers: readonly TestSession[], { second, draw, held }: Moment): Promise<void> {
  for (const job of held.splice(0)) {
    if (job.end > second) held.push(job);
    else await settle(engine, job);
  }
  const count = Math.round(24 + 9 * Math.sin(second / 40) + 4 * Math.sin(second / 11) + draw() * 6);
  for (let index = 0; index < count; index += 1) {
    const { kind, isDoomed } = await pushOne(engine, draw);
    const worker = workers[index % workers.length]!;
    const { jid, failure } = parsed(await engine.fetch([kind.queue], worker));
    const isFailing = isDoomed || draw() < (failure === undefined ? kind.failing : 0.7);
    held.push({ jid: String(jid), kind, worker, isFailing, end: second + (isFailing ? kind.failsAfter : 1) });
  }
}

/** A new job; a doomed one has used up its retries. */
async function pushOne(engine: Engine, draw: () => number): Promise<{ kind: Kind; isDoomed: boolean }> {
  const kind = pick(draw);
  const { jobtype, queue } = kind;
  const isDoomed = draw() < kind.failing / 8;
  const spent = { retry_count: 24, remaining: 1, failed_at: "2025-12-25T08:00:00Z", message: "", errtype: "" };
  const jid = `${order(draw)}${order(draw)}`.padEnd(24, "b81c77");
  await engine.push(aJob(jid, { jobtype, queue, args: kind.args(draw), ...(isDoomed ? { failure: spent } : {}) }));
  return { kind, isDoomed };
}

async function settle(engine: Engine, { jid, kind: { errtype, message, frames }, worker, isFailing }: Held): Promise<void> {
  if (isFailing) await engine.fail(jid, worker.wid, { errtype, message, backtrace: [...frames, ...frameworkFrames] });
  else await engine.ack(jid, worker.wid);
}

function pick(draw: () => number): Kind {
  let left = draw() * kinds.reduce((sum, kind) => sum + kind.weight, 0);
  return kinds.find((kind) => (left -= kind.weight) < 0) ?? kinds[0]!;
}
