import type { JobFacts, Micros } from "../../job/facts.ts";
import type { Failure } from "../../job/failure.ts";
import { limits } from "../../limits.ts";
import type { JobId } from "../ports/jobs.ts";

/** A queued job as FETCH needs it. */
export interface WindowJob {
  readonly seq: number;
  readonly id: JobId;
  readonly since: Micros;
  readonly facts: JobFacts;
  readonly payload: Uint8Array;
  readonly failure?: Failure;
  readonly isCorrupt: boolean;
}

/** The next jobs of one queue, from its head on, so that FETCH reads no table. Bounded by `windowJobsMax` and `windowBytesMax`. */
export class Window {
  #jobs: WindowJob[] = [];
  #head = 0;
  bytes = 0;
  /** True where it holds the whole queue: only then a push may be appended. */
  isWhole: boolean;

  constructor(isWhole: boolean) {
    this.isWhole = isWhole;
  }

  get length(): number {
    return this.#jobs.length - this.#head;
  }

  peek(): WindowJob | undefined {
    return this.#jobs[this.#head];
  }

  take(): WindowJob | undefined {
    const job = this.#jobs[this.#head];
    if (job === undefined) return undefined;
    this.#head += 1;
    this.bytes -= job.payload.length;
    if (this.#head === this.#jobs.length || this.#head > limits.windowJobsMax) {
      this.#jobs = this.#jobs.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  /** Takes a job that was pushed to the tail of the queue, if the window holds all before it and has room. */
  append(job: WindowJob): void {
    if (!this.isWhole) return;
    if (this.length > 0 && (this.length >= limits.windowJobsMax || this.bytes + job.payload.length > limits.windowBytesMax)) {
      this.isWhole = false;
      return;
    }
    this.#jobs.push(job);
    this.bytes += job.payload.length;
  }

  /** Forgets what it held; `isEmptyQueue` says whether there is nothing to hold. */
  reset(isEmptyQueue: boolean): void {
    this.#jobs = [];
    this.#head = 0;
    this.bytes = 0;
    this.isWhole = isEmptyQueue;
  }

  /** Filled anew from the head of the queue. */
  fill(jobs: WindowJob[], isWhole: boolean): void {
    this.#jobs = jobs;
    this.#head = 0;
    this.bytes = jobs.reduce((sum, job) => sum + job.payload.length, 0);
    this.isWhole = isWhole;
  }

  /** What it holds, for the test that compares memory with a rebuild. */
  held(): readonly WindowJob[] {
    return this.#jobs.slice(this.#head);
  }
}
