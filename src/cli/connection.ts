import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { limits } from "../limits.ts";
import type { Clock } from "../clock.ts";
import { type Answer, ReplyReader } from "../wire/reply-reader.ts";
import { type Address, addressText } from "./address.ts";
import { Failure, networkReason } from "./failure.ts";

/** One connection to a server: it sends a line and waits for the answer, within a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #where: string;
  readonly #replies = new ReplyReader();
  #end: Failure | undefined;
  #wake: () => void = () => {};

  constructor(socket: Socket, where: string, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#where = where;
    socket.on("data", (chunk: Buffer) => {
      this.#replies.push(chunk);
      this.#wake();
    });
    socket.on("error", (error) => this.#finish(`the connection to ${where} broke: ${error.message}`));
    socket.on("close", () => this.#finish(`${where} closed the connection`));
  }

  /** Sends a command's line and reads its answer. */
  async ask(line: string | Uint8Array): Promise<Answer> {
    this.#socket.write(line);
    this.#socket.write("\n");
    return this.answer();
  }

  /** The next answer; throws `Failure` where none comes. */
  async answer(): Promise<Answer> {
    let isLate = false;
    const cancel = this.#clock.after(limits.answerMsMax, () => {
      isLate = true;
      this.#wake();
    });
    try {
      for (;;) {
        const answer = this.#replies.next();
        if (answer !== undefined) return answer;
        const { fault } = this.#replies;
        if (fault !== undefined) throw new Failure("unreachable", `what answers on ${this.#where} is no such server: it sent ${fault}`);
        if (this.#end !== undefined) throw this.#end;
        if (isLate) throw new Failure("unreachable", `${this.#where} gave no answer within ${limits.answerMsMax / 1_000} s`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      cancel();
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #finish(text: string): void {
    this.#end ??= new Failure("unreachable", text);
    this.#wake();
  }
}

/** Connects; throws `Failure` where nobody takes the connection in time, or where its certificate is not to be trusted. */
export async function openConnection(address: Address, clock: Clock): Promise<Connection> {
  const where = addressText(address);
  const { host, port, isTls } = address;
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = isTls ? connectTls({ host, port, ...named }) : connectPlain({ host, port });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => {
      cancel();
      socket.destroy();
      reject(new Failure("unreachable", `cannot reach ${where}: ${reason}`));
    };
    const cancel = clock.after(limits.connectMsMax, () => fail(`no connection within ${limits.connectMsMax / 1_000} s`));
    socket.once("error", (error) => fail(networkReason(error)));
    socket.once("close", () => fail("it closed the connection"));
    socket.once(isTls ? "secureConnect" : "connect", () => {
      cancel();
      socket.removeAllListeners("error").removeAllListeners("close");
      resolve();
    });
  });
  return new Connection(socket, where, clock);
}
