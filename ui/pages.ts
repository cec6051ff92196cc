import type { Engine } from "../src/assemble.ts";
import type { Numbers } from "../src/engine/verbs.ts";
import type { Vitals } from "../src/health.ts";
import type { Role } from "../src/web/roles.ts";
import type { View } from "../src/web/view.ts";
import type { Visit } from "../src/web/visit.ts";
import { batch } from "./pages/batch.tsx";
import { batches } from "./pages/batches.tsx";
import { busy } from "./pages/busy.tsx";
import { confirm } from "./pages/confirm.tsx";
import { cron } from "./pages/cron.tsx";
import { cronEntry } from "./pages/cron-entry.tsx";
import { dead } from "./pages/dead.tsx";
import { debug } from "./pages/debug.tsx";
import { home } from "./pages/home.tsx";
import { job } from "./pages/job.tsx";
import { operation } from "./pages/operation.tsx";
import { operations } from "./pages/operations.tsx";
import { queue } from "./pages/queue.tsx";
import { queues } from "./pages/queues.tsx";
import { retries } from "./pages/retries.tsx";
import { scheduled } from "./pages/scheduled.tsx";
import { throttles } from "./pages/throttles.tsx";

/** What pages are made from: whatever a page shows, it asks for here. */
export interface Sources {
  readonly engine: Engine;
  readonly vitals: () => Vitals;
  /** Read once a second for all viewers; the frame shows it too. */
  readonly view: View;
  /** The configuration in force, a line a fact and without its secrets. */
  readonly configuration: () => readonly string[];
}

/** A page as it is to be shown in the frame. */
export interface Shown {
  /** Its `h1` and its part of the window's title. */
  readonly title: string;
  /** The page says what it is without its title, which then only screen readers get. */
  readonly isTitleUnseen?: boolean;
  /** Without the `h1`, which the frame writes. */
  readonly content: JSX.Element;
  /** Stands on the right of the title: what can be done with all that the page shows. */
  readonly actions?: JSX.Element;
  /** Where this page is below another: stands before the title. */
  readonly above?: { readonly title: string; readonly href: string };
  /** How often it asks for its content; absent: it stands still. */
  readonly pollSeconds?: number;
}

/** Another page is to be shown instead: a path of our own, without the prefix. */
export interface Redirect {
  readonly redirect: string;
}

/** A tab of the header. */
export interface Tab {
  /** Goes there behind `g` on the keyboard. */
  readonly key?: string;
  /** It stands behind "More", with those that are asked for less often. */
  readonly isUnderMore?: boolean;
  /** How many jobs or queues stand there. */
  readonly count?: (numbers: Numbers) => number;
}

/** A page of the dashboard (spec §8): routes, tabs and tests derive from this list. */
export interface Page {
  /** Its route, `/queues/:name`; a tab's has no parameters. */
  readonly path: string;
  /** What its tab is called, or what it is an example of. */
  readonly name: string;
  readonly tab?: Tab;
  /** Who may see it; absent: everybody. */
  readonly role?: Role;
  /** What its URL answers, and a poll of it; undefined: there is no such page. */
  show(visit: Visit, sources: Sources): Promise<Shown | Redirect | undefined> | Shown | Redirect | undefined;
}

/** All pages, those with a tab in the order of the tabs. */
export const pages: readonly Page[] = [
  home,
  queues,
  busy,
  retries,
  scheduled,
  dead,
  batches,
  cron,
  throttles,
  operations,
  debug,
  queue,
  job,
  batch,
  cronEntry,
  confirm,
  operation,
];
