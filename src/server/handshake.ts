import type { Introduction } from "../engine/session.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { readHello } from "../wire/hello.ts";
import type { Connection } from "./connection.ts";

/** Judges the first line of a connection (spec §1): who came, or why it is sent away. Takes one of the places that are allowed. */
export function shakeHands(line: Uint8Array, connection: Connection): Result<Introduction> {
  const { connections } = connection;
  const hello = readHello(line);
  if (!hello.ok) return sendAway(connection, hello);
  if (connections.isRefusing) return sendAway(connection, refuse("shutdown in progress"));
  if (!connections.admit(connection)) {
    return sendAway(connection, refuse(`too many connections: ${connections.parts.limits.connectionsMax}`));
  }
  const { wid, hostname, pid, labels } = hello.value;
  return ok({ wid, hostname, pid, labels });
}

/** No more than a debug line: ports are probed all the time. */
function sendAway({ connections, origin }: Connection, refusal: Refusal): Refusal {
  connections.parts.log.debug(`a connection from ${origin} was sent away: ${refusal.message}`);
  return refusal;
}
