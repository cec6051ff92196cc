import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";

const SPACE = 0x20;
const text = Buffer.prototype.toString;

/**
 * The queue names of FETCH and QUEUE (spec §3), each once, in their order. One that no queue can have is let through: such a
 * queue never exists. Reads no further than it has to, so that a list of millions costs nothing; a name given twice counts twice.
 */
export function readNames(payload: Uint8Array, namesMax: number = limits.queueNamesMax): Result<string[]> {
  const names = new Set<string>();
  let count = 0;
  for (let at = 0; at < payload.length;) {
    if (payload[at] === SPACE) {
      at += 1;
      continue;
    }
    const space = payload.indexOf(SPACE, at);
    const end = space < 0 ? payload.length : space;
    count += 1;
    if (count > namesMax) {
      return refuse(`too many queues: at most ${namesMax} can be named${namesMax < limits.queueNamesMax ? " now" : ""}`);
    }
    names.add(text.call(payload, "utf8", at, end));
    at = end;
  }
  return ok([...names]);
}
