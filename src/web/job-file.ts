import { NotFoundError } from "elysia";
import type { Inspect } from "../engine/inspect.ts";
import { pageHeaders } from "./headers.ts";
import type { Asked } from "./pages.ts";

/** `/job/JID/payload?at=HANDLE`: the bytes of a job as they are stored (spec §2), to be kept as a file: no browser shows them as a page. */
export async function jobFileResponse({ request, params = {} }: Asked, inspect: Inspect): Promise<Response> {
  const jid = params["jid"] ?? "";
  const job = await inspect.job(new URL(request.url).searchParams.get("at") ?? "");
  if (job === undefined || job.jid !== jid) throw new NotFoundError();
  const headers = {
    ...pageHeaders,
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${fileNameOf(jid)}.json"`,
  };
  return new Response(Uint8Array.from(job.payload), { headers });
}

/** A jid is a client's words: what could mean something in a header or to a file system is left out of it. */
function fileNameOf(jid: string): string {
  return jid.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 100);
}
