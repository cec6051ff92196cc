import type { Introduction } from "../engine/session.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { type Challenge, greeting, type Hello, readHello } from "../wire/hello.ts";
import type { Connection } from "./connection.ts";
import type { PasswordChecks } from "./password-checks.ts";

/** How one connection begins (spec §1): what it is told first, and whether its first line lets it in. */
export class Handshake {
  /** What the peer reads first. */
  readonly greeting: string;
  readonly #connection: Connection;
  readonly #challenge: Challenge | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#challenge = connection.connections.parts.passwords?.challenge();
    this.greeting = greeting(this.#challenge);
  }

  /** Judges the first line: who came, or why it is sent away. With a password it takes some turns; then no deadline runs. */
  judge(line: Uint8Array): Result<Introduction> | Promise<Result<Introduction>> {
    const hello = readHello(line);
    if (!hello.ok) return this.#sendAway(hello);
    const { passwords } = this.#connection.connections.parts;
    if (passwords === undefined || this.#challenge === undefined) return this.#admit(hello.value);
    return this.#prove(hello.value, passwords, this.#challenge);
  }

  async #prove(hello: Hello, passwords: PasswordChecks, { salt, rounds }: Challenge): Promise<Result<Introduction>> {
    const { connections } = this.#connection;
    // The peer did its part: what it waits for now is this server.
    connections.calm(this.#connection);
    const challenge = { salt, rounds: hello.v < 2 ? 1 : rounds };
    const isAwaited = () => !this.#connection.isClosed;
    const isRight = await passwords.check({ challenge, pwdhash: hello.pwdhash, origin: this.#connection.origin, isAwaited });
    if (!isAwaited()) return refuse("the connection is closed");
    return isRight ? this.#admit(hello) : this.#sendAway(refuse("Invalid password"));
  }

  /** Takes one of the places that are allowed. */
  #admit({ wid, hostname, pid, labels }: Hello): Result<Introduction> {
    const { connections } = this.#connection;
    if (connections.isRefusing) return this.#sendAway(refuse("shutdown in progress"));
    if (connections.admit(this.#connection)) return ok({ wid, hostname, pid, labels });
    return this.#sendAway(refuse(`too many connections: ${connections.parts.limits.connectionsMax}`));
  }

  /** No more than a debug line: ports are probed all the time. */
  #sendAway(refusal: Refusal): Refusal {
    const { connections, origin } = this.#connection;
    connections.parts.log.debug(`a connection from ${origin} was sent away: ${refusal.message}`);
    return refusal;
  }
}
