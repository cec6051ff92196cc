import type { ListName } from "../src/store/ports/lists.ts";
import { queueUrl } from "./urls.ts";

const sets = { scheduled: ["Scheduled", "/scheduled"], retries: ["Retries", "/retries"], dead: ["Dead", "/morgue"] } as const;

/** Whether a text names a list. */
export function isListName(text: string): text is ListName {
  return Object.hasOwn(sets, text) || (text.startsWith("queue:") && text.length > "queue:".length);
}

/** How a list is called on all pages. */
export function listTitle(list: ListName): string {
  return isSet(list) ? sets[list][0] : `queue ${list.slice("queue:".length)}`;
}

/** Where a list is shown. */
export function listUrl(list: ListName): string {
  return isSet(list) ? sets[list][1] : queueUrl(list.slice("queue:".length));
}

function isSet(list: ListName): list is keyof typeof sets {
  return !list.startsWith("queue:");
}
