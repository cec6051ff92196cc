import type { JobId } from "./jobs.ts";

/** What features (spec §6) keep of a job from its push to its end: a text for each of its traits. */
export interface NotesPort {
  put(job: JobId, trait: number, note: string): Promise<void>;
  find(job: JobId, trait: number): Promise<string | undefined>;
  drop(job: JobId, trait: number): Promise<void>;
}
