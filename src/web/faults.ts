import { NotFoundError } from "elysia";
import { limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import { Trouble } from "../result.ts";
import { Unclear } from "./actions/action.ts";
import { TooLong } from "./form.ts";
import { Denied } from "./roles.ts";

/** What stands in place of a page that can't be shown. */
export interface FaultView {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Stands in the log beside what happened. */
  readonly requestId: string;
}

const megabytes = limits.bodyBytesMax / 1_048_576;

/** Says what is wrong, and writes it to the log under a number that the page shows (spec §8). */
export function faultsOf({ log, random }: { readonly log: Log; readonly random: Random }): (error: unknown, what: string) => FaultView {
  return (error, what) => {
    const requestId = Buffer.from(random.bytes(4)).toString("hex");
    const about = `web: request ${requestId}, ${what}`;
    const fault = { ...wordsOf(error), requestId };
    if (fault.status === 500) log.error(`${about} met a bug: ${error instanceof Error ? error.stack : Bun.inspect(error)}`);
    else log.info(`${about} was answered ${fault.status}: ${fault.text}`);
    return fault;
  };
}

/** For whoever may not see a page: only what kind of fault it is. */
export function bareFault(error: unknown): Response {
  const { status, title } = wordsOf(error);
  return new Response(`${title}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

function wordsOf(error: unknown): Omit<FaultView, "requestId"> {
  if (error instanceof NotFoundError) return { status: 404, title: "Not found", text: "There is no such page." };
  if (error instanceof Denied) return { status: 403, title: "Not allowed", text: error.message };
  if (error instanceof Unclear) return { status: 400, title: "Not understood", text: error.message };
  if (error instanceof TooLong) return { status: 413, title: "Too long", text: `A form may hold ${megabytes} MiB.` };
  if (error instanceof Trouble) return { status: 503, title: "Trouble", text: error.message };
  return { status: 500, title: "Error", text: "This page could not be made. The server's log says why." };
}
