import { eq, lte, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { trait } from "../../job/traits.ts";
import { limits } from "../../limits.ts";
import type { Micros } from "../../job/facts.ts";
import type { Track, TracksPort, TrackState } from "../ports/tracks.ts";
import type { Held } from "./held-jobs.ts";
import type { Parts } from "./memory.ts";
import { tracks } from "./feature-schema.ts";
import { working } from "./schema.ts";

const keptMicros = limits.trackMinutes * 60_000_000;

/** The tracks port (spec §6) on SQLite. */
export function sqliteTracks(parts: Parts, db: BunSQLiteDatabase): TracksPort {
  const { memory, turn } = parts;
  const { find, put, remove, removeLapsed, setUntil } = prepare(parts, db);

  function findKept(jid: string): Track | undefined {
    const row = find({ jid });
    return row !== undefined && row.until > turn.steady ? trackOf(row) : undefined;
  }

  function keep({ jid, state, percent, desc, result }: Omit<Track, "updated">): void {
    const said = { percent: percent ?? null, desc: desc ?? null, result: result ?? null };
    put({ jid, state, updated: turn.now, until: turn.steady + keptMicros, ...said });
  }

  /** A day from now at most; never shorter than it was. */
  function extend(held: Held, reserveUntil: Micros): void {
    const until = Math.min(reserveUntil, turn.now + limits.reserveSecondsMax * 1_000_000);
    const deadline = parts.clock.monotonic() + (until - turn.now) / 1_000;
    if (deadline <= held.deadline) return;
    memory.held.extend(held, deadline);
    setUntil({ id: held.id, until });
  }

  return {
    moved: async (jid, state, isPush) => keep({ ...(isPush ? {} : findKept(jid)), jid, state }),
    drop: async (jid) => remove({ jid }),
    update: async (jid, wid, { reserveUntil, ...said }) => {
      const held = memory.held.find(jid, wid);
      const isTracked = held !== undefined && (held.traits & trait.tracked) !== 0;
      const known = findKept(jid) ?? (isTracked ? ({ jid, state: "working" } satisfies Omit<Track, "updated">) : undefined);
      if (known === undefined) return;
      keep({ ...known, ...said });
      if (held !== undefined && reserveUntil !== undefined) extend(held, reserveUntil);
    },
    find: async (jid) => findKept(jid),
    lapse: async (limit) => removeLapsed({ now: turn.steady, limit }).length === limit,
  };
}

function prepare({ gate }: Parts, db: BunSQLiteDatabase) {
  const value = sql.placeholder;
  const ofJid = eq(tracks.jid, value("jid"));
  const said = { percent: value("percent"), desc: value("desc"), result: value("result") };
  const lapsed = db
    .select({ jid: tracks.jid })
    .from(tracks)
    .where(lte(tracks.until, value("now")))
    .limit(value("limit"));
  return {
    find: gate.getter(db.select().from(tracks).where(ofJid).prepare()),
    put: gate.writer(
      db
        .insert(tracks)
        .values({ jid: value("jid"), state: value("state"), updated: value("updated"), until: value("until"), ...said })
        .onConflictDoUpdate({
          target: tracks.jid,
          set: {
            state: sql`excluded.state`,
            updated: sql`excluded.updated`,
            until: sql`excluded.until`,
            percent: sql`excluded.percent`,
            desc: sql`excluded.desc`,
            result: sql`excluded.result`,
          },
        })
        .prepare(),
    ),
    remove: gate.writer(db.delete(tracks).where(ofJid).prepare()),
    removeLapsed: gate.lister(
      db
        .delete(tracks)
        .where(sql`${tracks.jid} in ${lapsed}`)
        .returning({ jid: tracks.jid })
        .prepare(),
    ),
    setUntil: gate.writer(
      db
        .update(working)
        .set({ until: sql`${value("until")}` })
        .where(eq(working.id, value("id")))
        .prepare(),
    ),
  };
}

/** A row of `tracks` as what is known of a job. */
export function trackOf({ jid, state, updated, percent, desc, result }: typeof tracks.$inferSelect): Track {
  return {
    jid,
    state: state as TrackState,
    updated,
    ...(percent === null ? {} : { percent }),
    ...(desc === null ? {} : { desc }),
    ...(result === null ? {} : { result }),
  };
}
