/**
 * What a job asks of the features (spec §6), one bit each, stored beside its bytes: a job with none of them costs one compare of
 * integers at each of its moves. A bit keeps its meaning for good, since it stands in the storage.
 */
export const trait = {
  /** `custom.unique_for`: it may hold a lock. */
  unique: 1,
  /** `custom.unique_until` "start": it gives its lock back when it is handed out. */
  untilStart: 2,
  /** `custom.expires_at` or `custom.expires_in`. */
  expiring: 4,
  /** `custom.bid`: it belongs to a batch. */
  batched: 8,
  /** It is the callback of a batch; set by the server alone. */
  callback: 16,
  /** `custom.track`. */
  tracked: 32,
  /** `custom.on_death`: a job enters when it dies. */
  onDeath: 64,
  /** `custom.backoff`: it names the times until its retries itself. */
  ownBackoff: 128,
  /** It was pushed by a cron entry; set by the server alone. */
  cron: 256,
} as const;
