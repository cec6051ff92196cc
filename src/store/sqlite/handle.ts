import { isSetName, type SetName } from "../../job/lifecycle.ts";
import type { Handle } from "../ports/lists.ts";

/** Where the row of a job is. */
export type Stand =
  | { readonly place: SetName; readonly at: number; readonly id: number }
  | { readonly place: "queued"; readonly queue: string; readonly no: number; readonly seq: number; readonly id: number }
  | { readonly place: "working"; readonly id: number; readonly jid: string };

/** A stand as text, fit for a URL. */
export function handleOf(stand: Stand): Handle {
  if (stand.place === "working") return `working~${stand.id}~${encodeURIComponent(stand.jid.toWellFormed())}`;
  if (stand.place === "queued") return `queued~${stand.queue}~${stand.no}~${stand.seq}~${stand.id}`;
  return `${stand.place}~${stand.at}~${stand.id}`;
}

const numberPattern = /^-?\d{1,16}$/;

/** Reads what `handleOf` wrote; undefined where it is something else, for it comes from a browser. */
export function standOf(handle: Handle): Stand | undefined {
  const [place = "", ...parts] = handle.split("~");
  if (place === "working") return workingStand(parts);
  const queue = place === "queued" ? (parts.shift() ?? "") : "";
  if (!parts.every((part) => numberPattern.test(part))) return undefined;
  const [first = 0, second = 0, third = 0] = parts.map(Number);
  if (place === "queued" && parts.length === 3) return { place, queue, no: first, seq: second, id: third };
  if (isSetName(place) && parts.length === 2) return { place, at: first, id: second };
  return undefined;
}

/** Reserved jobs are found by their jid, which may hold anything. */
function workingStand([id = "", ...jid]: readonly string[]): Stand | undefined {
  if (!numberPattern.test(id)) return undefined;
  try {
    return { place: "working", id: Number(id), jid: decodeURIComponent(jid.join("~")) };
  } catch {
    return undefined;
  }
}
