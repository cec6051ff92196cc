import { callbackKinds } from "../../job/batch.ts";
import { trait } from "../../job/traits.ts";
import { limits } from "../../limits.ts";
import type { CronRun } from "../ports/cron.ts";
import type { Track } from "../ports/tracks.ts";
import type { JobUses } from "../ports/view-features.ts";
import { batchOf } from "./batch-rows.ts";
import type { FeatureStatements } from "./feature-statements.ts";
import { trackOf } from "./tracks.ts";

/** What a job uses of the features; its traits say where to look. */
export function readUses(
  statements: FeatureStatements,
  { id, jid, traits }: { readonly id: number; readonly jid: string; readonly traits: number },
): JobUses {
  const asks = (bit: number): boolean => (traits & bit) !== 0;
  const bid = asks(trait.batched) ? statements.batchOfJob.get({ id })?.bid : undefined;
  const batch = bid === undefined ? null : statements.batch.get({ bid });
  const call = asks(trait.callback) ? statements.callOfJob.get({ id }) : null;
  const kind = callbackKinds.find((each) => each === call?.kind);
  const lock = asks(trait.unique) ? statements.lock.get({ id }) : null;
  const cron = asks(trait.cron) ? statements.cronOf.get({ id }) : null;
  const track = asks(trait.tracked) ? readTrack(statements, jid) : undefined;
  return {
    ...(batch === null ? {} : { batch: batchOf(batch) }),
    ...(call === null || kind === undefined ? {} : { callback: { bid: call.bid, kind } }),
    ...(track === undefined ? {} : { track }),
    ...(lock === null ? {} : { lockedUntil: lock.until }),
    ...(cron === null ? {} : { cron: cron.name }),
  };
}

/** What is known of a tracked job. */
export function readTrack(statements: FeatureStatements, jid: string): Track | undefined {
  const row = statements.track.get({ jid });
  return row === null ? undefined : trackOf(row);
}

/** The last runs of these cron entries, the newest first. */
export function readCronRuns(statements: FeatureStatements, names: readonly string[]): CronRun[] {
  return names
    .flatMap((name) => statements.cronRuns.all({ name, limit: limits.cronRunsKept }))
    .map(({ standing, ...run }) => ({ ...run, standing: standing as CronRun["standing"] }));
}
