import { passwordHash } from "../wire/password.ts";
import type { Answer } from "../wire/reply-reader.ts";
import { type Address, addressText, readAddress } from "./address.ts";
import { type Connection, openConnection } from "./connection.ts";
import { parsedObject, refusedBy } from "./answers.ts";
import { Failure } from "./failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** More rounds than any server asks for: beyond them it only wants our time. */
const roundsMax = 100_000;

/** What the server says of its password: none where `salt` is "". */
interface Challenge {
  readonly salt: string;
  readonly rounds: number;
}

/** Runs `work` on a connection to the server that the variables name, after the handshake of spec §1. */
export async function withServer<T>(surroundings: Surroundings, work: (server: Connection, address: Address) => Promise<T>): Promise<T> {
  const address = readAddress(surroundings.variables);
  const server = await openConnection(address, surroundings.clock);
  try {
    await greet(server, address);
    return await work(server, address);
  } finally {
    server.close();
  }
}

async function greet(server: Connection, address: Address): Promise<void> {
  const where = addressText(address);
  const challenge = readChallenge(await greeting(server, address));
  if (challenge === undefined) throw new Failure("unreachable", `what answers on ${where} is no such server: it does not say HI`);
  const password = challenge.salt === "" ? undefined : address.password();
  if (challenge.salt !== "" && password === undefined) {
    throw new Failure("error", `${where} wants a password: say it in the URL, tcp://:PASSWORD@HOST:PORT, or in FAKTORY_PASSWORD`);
  }
  if (challenge.rounds > roundsMax) throw new Failure("error", `${where} asks for ${challenge.rounds} rounds of its password's hash`);
  const pwdhash = password === undefined ? {} : { pwdhash: passwordHash(password, challenge.salt, challenge.rounds) };
  const answer = await server.ask(`HELLO ${JSON.stringify({ v: 2, ...pwdhash })}`);
  if (answer.kind !== "line") throw refusedBy(answer);
}

/** The first line; a server that speaks TLS waits for the client's, and gives up. */
async function greeting(server: Connection, { isTls }: Address): Promise<Answer> {
  return server.answer().catch((error: unknown) => {
    if (isTls || !(error instanceof Failure)) throw error;
    throw new Failure(error.why, `${error.message} before it said a word; where it speaks TLS, say tcp+tls://`);
  });
}

/** Reads `HI {"v":2,"i":N,"s":"SALT"}`; undefined where it is none. */
function readChallenge(answer: Answer): Challenge | undefined {
  const json = answer.kind === "line" ? /^HI (\{.*\})$/.exec(answer.text)?.[1] : undefined;
  const hi = json === undefined ? undefined : parsedObject(json);
  if (hi === undefined) return undefined;
  const { i: rounds = 1, s: salt = "" } = hi;
  return typeof salt === "string" && typeof rounds === "number" && rounds >= 1 ? { salt, rounds } : undefined;
}
