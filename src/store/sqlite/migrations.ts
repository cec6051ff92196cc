import cronBatchesTracks from "./migrations/0006_cron_batches_tracks.sql" with { type: "text" };
import first from "./migrations/0000_first.sql" with { type: "text" };
import attemptsAndPauses from "./migrations/0003_attempts_and_pauses.sql" with { type: "text" };
import locksNotesHandouts from "./migrations/0005_locks_notes_handouts.sql" with { type: "text" };
import traits from "./migrations/0004_traits.sql" with { type: "text" };
import locksByJob from "./migrations/0007_locks_by_job.sql" with { type: "text" };
import operationFilters from "./migrations/0002_operation_filters.sql" with { type: "text" };
import operations from "./migrations/0001_operations.sql" with { type: "text" };

/** The schema's history, oldest first, carried inside the program; a test compares it with drizzle-kit's journal. */
export const migrations: readonly { readonly tag: string; readonly sql: string }[] = [
  { tag: "0000_first", sql: first },
  { tag: "0001_operations", sql: operations },
  { tag: "0002_operation_filters", sql: operationFilters },
  { tag: "0003_attempts_and_pauses", sql: attemptsAndPauses },
  { tag: "0004_traits", sql: traits },
  { tag: "0005_locks_notes_handouts", sql: locksNotesHandouts },
  { tag: "0006_cron_batches_tracks", sql: cronBatchesTracks },
  { tag: "0007_locks_by_job", sql: locksByJob },
];
