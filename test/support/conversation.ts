import { expect, test } from "bun:test";
import type { ConnectionLimits } from "../../src/server/connections.ts";
import { expectAnswer } from "./answers.ts";
import type { Client } from "./client.ts";
import { atAnyTime, isProgram, type Partner, startPartner, whyNotWithProgram } from "./partner.ts";
import { readScript, type Step } from "./script.ts";
import type { ServerSetting, TestServer } from "./server.ts";

/** What a conversation may set. */
export interface Setting extends ServerSetting {
  readonly limits?: Partial<ConnectionLimits>;
  /** What the script can't say; called by a line `* name`. */
  readonly acts?: Readonly<Record<string, (server: TestServer) => Promise<void> | void>>;
}

/** A long line goes in that many packets, not byte by byte. */
const pacedPacketsMax = 400;

/** How the lines of clients get to the server: the answers must not depend on it (spec §1). */
const deliveries = ["a line a packet", "a byte a packet", "over TLS"] as const;

/**
 * A test that reads as a document (spec §1, §3). Each line is one step, in order:
 *
 * - `C: text` client C sends that line; `C> text` sends it without a line end, `\r \n \x00` being what they are elsewhere
 * - `S: text` is what the server answers to C: a line, or the content of a bulk reply where it begins with `{`. `~` stands for
 *   anything, in JSON as a value, and `"...": "~"` for members that don't matter; `(closes)` is the end, `(waits)` no answer yet
 * - `S: (as name)` is any bulk reply, which later lines repeat by `$name`
 * - `C: (ends)` closes the sending half, `C: (closes)` the connection
 * - `C1:` and `S1:` are another client's. A client shakes hands by itself, unless it says HELLO or hears `+HI` first
 * - `* 2 s pass` moves the clock, `* name` calls an act of the setting, `#` is a remark
 *
 * With MILLRACE_BIN set it is held with that program; what needs the inside of the server is then skipped, with its reason.
 */
export function conversation(title: string, script: string, setting: Setting = {}): void {
  const steps = readScript(script);
  const reason = isProgram ? whyNotWithProgram(steps, setting) : undefined;
  if (reason !== undefined) {
    console.log(`skipped: ${title}: ${reason}`);
    test.skip(title, () => {});
    return;
  }
  test.each(deliveries)(`${title} (%s)`, async (delivery) => {
    const partner = await startPartner(setting, delivery === "over TLS");
    const stage = new Stage(partner, setting, delivery === "a byte a packet");
    try {
      for (const step of steps) await stage.play(step);
      await stage.finish();
    } finally {
      stage.close();
      await partner.stop();
    }
  });
}

/** One run of a script. */
class Stage {
  readonly #partner: Partner;
  readonly #setting: Setting;
  readonly #isBytewise: boolean;
  readonly #clients = new Map<string, Client>();
  readonly #heard = new Map<string, string>();

  constructor(partner: Partner, setting: Setting, isBytewise: boolean) {
    this.#partner = partner;
    this.#setting = setting;
    this.#isBytewise = isBytewise;
  }

  async play(step: Step): Promise<void> {
    if (step.kind === "passes") {
      await this.#allArrived();
      return this.#inside.clock.advance(step.milliseconds);
    }
    if (step.kind === "act") return this.#act(step.name);
    const client = this.#clients.get(step.client) ?? (await this.#enter(step));
    switch (step.kind) {
      case "sends":
        return this.#send(client, this.#heard.size === 0 ? step.bytes : Buffer.from(this.#filled(Buffer.from(step.bytes).toString())));
      case "ends":
        return client.end();
      case "closes":
        return client.close();
      case "waits":
        await this.#allArrived();
        return expect(client.unread, step.source).toBe("");
      case "answers":
        return this.#hear(await client.reply(), step);
    }
  }

  #hear(reply: string, { expected, source }: Extract<Step, { kind: "answers" }>): void {
    const name = /^\(as (\w+)\)$/.exec(expected)?.[1];
    if (name === undefined) return expectAnswer(reply, this.#filled(isProgram ? atAnyTime(expected) : expected), source);
    expect(reply, source).toStartWith("$ ");
    this.#heard.set(name, reply.slice(2));
  }

  /** The text with what was heard in place of its names. */
  #filled(text: string): string {
    return text.replace(/\$(\w+)/g, (whole, name: string) => this.#heard.get(name) ?? whole);
  }

  /** The server said nothing that the script does not tell. */
  async finish(): Promise<void> {
    await this.#allArrived();
    for (const [name, client] of this.#clients) expect(client.unread, `more for ${name}`).toBe("");
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  async #enter(step: Exclude<Step, { kind: "passes" | "act" }>): Promise<Client> {
    const client = await this.#partner.open();
    this.#clients.set(step.client, client);
    if (step.kind === "answers" && step.expected.startsWith("+HI")) return client;
    await client.reply();
    if (step.kind === "sends" && step.source.includes("HELLO")) return client;
    expect(await client.ask(`HELLO {"v":2}`)).toBe("+OK");
    return client;
  }

  get #inside(): TestServer {
    const { inside } = this.#partner;
    if (inside === undefined) throw new Error("the built program has no inside");
    return inside;
  }

  async #act(name: string): Promise<void> {
    const act = this.#setting.acts?.[name];
    if (act === undefined) throw new Error(`no act called ${name}`);
    await this.#allArrived();
    await act(this.#inside);
  }

  async #send(client: Client, bytes: Uint8Array): Promise<void> {
    if (!this.#isBytewise) return client.send(bytes);
    const size = Math.ceil(bytes.length / pacedPacketsMax);
    for (let at = 0; at < bytes.length; at += size) {
      client.send(bytes.subarray(at, at + size));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** What the clients sent has reached the server: a connection opened after it has been greeted, twice to be sure. */
  async #allArrived(): Promise<void> {
    for (let time = 0; time < 2; time += 1) {
      const client = await this.#partner.open();
      await client.reply();
      client.close();
      await this.#partner.inside?.clock.settled();
    }
  }
}
