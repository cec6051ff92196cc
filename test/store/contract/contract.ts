import type { Clock } from "../../../src/clock.ts";
import type { Store } from "../../../src/store/store.ts";
import { clearingContract } from "./clearing.ts";
import { featuresContract } from "./features.ts";
import { followingContract } from "./following.ts";
import { jobsContract } from "./jobs.ts";
import { listsContract } from "./lists.ts";
import { queuesContract } from "./queues.ts";
import { slotsContract } from "./slots.ts";
import { slicesContract } from "./slices.ts";
import { transactionContract } from "./transactions.ts";
import { viewContract } from "./view.ts";
import { viewFeaturesContract } from "./view-features.ts";

/** How the suite gets at a store: a fresh storage, the store on it, and a second life of the same storage. */
export interface Subject {
  /** Opens an empty storage. */
  open(clock: Clock): Promise<Opened>;
}

/** An open store. */
export interface Opened {
  readonly store: Store;
  /** Closes it and opens the same storage again. */
  reopen(): Promise<Opened>;
  /** In what the store's memory differs from its tables: always nothing. */
  differences(): string[];
  dispose(): Promise<void>;
}

/** The one suite for every store (design: one contract suite runs on every implementation). */
export function storeContract(name: string, subject: Subject): void {
  transactionContract(name, subject);
  jobsContract(name, subject);
  queuesContract(name, subject);
  clearingContract(name, subject);
  listsContract(name, subject);
  slicesContract(name, subject);
  featuresContract(name, subject);
  followingContract(name, subject);
  slotsContract(name, subject);
  viewContract(name, subject);
  viewFeaturesContract(name, subject);
}
