import { limits } from "../limits.ts";
import { Unclear } from "./actions/action.ts";

/** A form holds more than it may: answered with 413. */
export class TooLong extends Error {
  override readonly name = "TooLong";
}

/** Whether a request announces more than a form may hold. */
export function isTooLong(headers: Headers): boolean {
  return Number(headers.get("content-length") ?? 0) > limits.bodyBytesMax;
}

/** The fields of a posted form (spec §8), of either encoding; a body of another kind has none. Throws `TooLong`, or `Unclear`. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  const body = await readBody(request);
  if (type.startsWith("application/x-www-form-urlencoded")) return new URLSearchParams(new TextDecoder().decode(body));
  if (!type.startsWith("multipart/form-data")) return new URLSearchParams();
  const fields = new URLSearchParams();
  const form = await new Response(body, { headers: { "content-type": type } }).formData().catch(() => {
    throw new Unclear("The parts of this form can't be told from each other.");
  });
  form.forEach((value, name) => {
    if (typeof value === "string") fields.append(name, value);
  });
  return fields;
}

/** Also of a request that announces no length. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > limits.bodyBytesMax) throw new TooLong();
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
