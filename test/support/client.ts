import { connect, type Socket } from "node:net";
import { connect as connectSecured } from "node:tls";

/** What ends a wait for a reply that never comes; a wait for the machine, not for the server's clock. */
const patienceMs = 4_000;

/** A plain client of the protocol (spec §1): it sends bytes and reads whole replies. */
export class Client {
  readonly socket: Socket;
  #received: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #hasEnded = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    const end = () => {
      this.#hasEnded = true;
      this.#wake();
    };
    socket.on("end", end).on("close", end).on("error", end);
  }

  /** A connection that has received nothing yet. */
  static async open(port: number): Promise<Client> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return client;
  }

  /** The same over TLS, with a server that shows this certificate, or whichever. */
  static async secured(port: number, cert?: string): Promise<Client> {
    const trust = cert === undefined ? { rejectUnauthorized: false } : { ca: cert };
    const options = { port, host: "127.0.0.1", servername: "localhost", allowHalfOpen: true, noDelay: true, ...trust };
    const socket = connectSecured(options);
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
    return client;
  }

  /** A connection that has shaken hands. */
  static async greeted(port: number, hello = '{"v":2}'): Promise<Client> {
    const client = await Client.open(port);
    await client.reply();
    const answer = await client.ask(`HELLO ${hello}`);
    if (answer !== "+OK") throw new Error(`HELLO was answered ${answer}`);
    return client;
  }

  /** Sends a command's line. */
  say(line: string): void {
    this.send(`${line}\n`);
  }

  /** Sends bytes as they are; a character is a byte up to U+00FF only in `Buffer`s. */
  send(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends a command and reads its answer. */
  async ask(line: string): Promise<string> {
    this.say(line);
    return this.reply();
  }

  /** Closes the sending half. */
  end(): void {
    this.socket.end();
  }

  close(): void {
    this.socket.destroy();
  }

  /** What came and was not read yet. */
  get unread(): string {
    return this.#received.toString();
  }

  get isClosed(): boolean {
    return this.#hasEnded && this.#received.length === 0;
  }

  /** The next reply: its line, the content of a bulk reply behind "$ ", or "closed". */
  async reply(): Promise<string> {
    for (;;) {
      const reply = this.#nextReply();
      if (reply !== undefined) return reply;
      if (this.#hasEnded) return this.#received.length > 0 ? `half a reply: ${this.unread}` : "closed";
      await this.#more();
    }
  }

  #nextReply(): string | undefined {
    const end = this.#received.indexOf("\r\n");
    if (end < 0) return undefined;
    const line = this.#received.toString("utf8", 0, end);
    const length = line.startsWith("$") ? Number(line.slice(1)) : -1;
    if (length < 0) return this.#cut(end + 2, line);
    const next = end + 2 + length + 2;
    return this.#received.length < next ? undefined : this.#cut(next, `$ ${this.#received.toString("utf8", end + 2, next - 2)}`);
  }

  #cut(length: number, reply: string): string {
    this.#received = this.#received.subarray(length);
    return reply;
  }

  async #more(): Promise<void> {
    let timer: Timer | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no reply came; received so far: ${JSON.stringify(this.unread)}`)), patienceMs);
    });
    const more = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([more, silence]).finally(() => clearTimeout(timer));
  }
}
