import type { Engine } from "../assemble.ts";
import type { Session } from "../engine/session.ts";
import { formatTimestamp } from "../job/timestamp.ts";
import { readTrackUpdate } from "../job/track-request.ts";
import { refuse } from "../result.ts";
import { bulk, ok, type Reply, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { readWord } from "./word.ts";

type Tracks = Engine["track"];
type Track = NonNullable<Awaited<ReturnType<Tracks["get"]>>>;

/** `TRACK GET jid` and `TRACK SET {"jid":..}` (spec §6). */
export const track: Command = {
  verb: "TRACK",
  run: (engine, session, payload) => {
    const { word, rest } = readWord(payload);
    const subcommand = word.toUpperCase();
    if (subcommand === "GET") return get(engine.track, rest);
    return subcommand === "SET" ? set(engine.track, session, rest) : refusal(refuse(`no such TRACK subcommand: ${word}`));
  },
};

async function get(tracks: Tracks, rest: Uint8Array): Promise<Reply> {
  const jid = Buffer.from(rest).toString("utf8").trim();
  if (jid === "") return refusal(refuse("TRACK GET needs a jid"));
  const found = await tracks.get(jid);
  return bulk(found === undefined ? JSON.stringify({ jid, state: "unknown", updated_at: "" }) : trackJson(found));
}

async function set(tracks: Tracks, session: Session, rest: Uint8Array): Promise<Reply> {
  const request = readTrackUpdate(rest);
  if (!request.ok) return refusal(request);
  await tracks.set(request.value.jid, session.wid, request.value.update);
  return ok;
}

/** The result as it came: JSON is not read and written again. */
function trackJson({ jid, state, updated, percent, desc, result }: Track): string {
  const json = JSON.stringify({ jid, state, updated_at: formatTimestamp(updated), percent, desc });
  return result === undefined ? json : `${json.slice(0, -1)},"result":${result}}`;
}
