import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";

/**
 * The queue names of FETCH and QUEUE (spec §3), each once, in their order. One that no queue can have is let through: such a
 * queue never exists.
 */
export function readNames(payload: Uint8Array): Result<string[]> {
  const names = new Set<string>();
  for (const name of Buffer.from(payload).toString("utf8").split(" ")) {
    if (name === "") continue;
    names.add(name);
    if (names.size > limits.queueNamesMax) return refuse(`too many queues: at most ${limits.queueNamesMax} can be named`);
  }
  return ok([...names]);
}
