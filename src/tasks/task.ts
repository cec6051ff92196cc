import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

/** What a task works with. */
export interface TaskParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

/** Timed work (spec §4), one file each. */
export interface Task {
  readonly name: string;
  /** From the end of one run to the start of the next. */
  readonly everyMs: number;
  /** Answers with the number of jobs or workers it moved. */
  run(parts: TaskParts): Promise<number> | number;
}
