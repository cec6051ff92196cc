import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import { codeOf, networkReason } from "./failure.ts";

/** The answer of a web port. */
export interface WebAnswer {
  readonly kind: "answered";
  readonly status: number;
  readonly text: string;
}

/** Or why there is none: nothing listens, what listens does not speak this protocol, or else. */
type NoAnswer = { readonly kind: "refused" | "misunderstood" | "failed"; readonly reason: string };

const kinds: Readonly<Record<string, NoAnswer["kind"]>> = { ECONNREFUSED: "refused", ECONNRESET: "misunderstood", EPROTO: "misunderstood" };

/** Gets a URL, within a time. */
export async function get(url: string, clock: Clock): Promise<WebAnswer | NoAnswer> {
  const abortion = new AbortController();
  const cancel = clock.after(limits.connectMsMax, () => abortion.abort());
  try {
    const response = await fetch(url, { redirect: "manual", signal: abortion.signal, tls: { rejectUnauthorized: !isHere(url) } });
    return { kind: "answered", status: response.status, text: await head(response) };
  } catch (error) {
    if (abortion.signal.aborted) return { kind: "failed", reason: `no answer within ${limits.connectMsMax / 1_000} s` };
    return { kind: kinds[codeOf(error)] ?? "failed", reason: networkReason(error) };
  } finally {
    cancel();
  }
}

/** This machine's own certificate is for the name that others call it by, and nobody is in between. */
function isHere(url: string): boolean {
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
}

/** As much of the body as a health report has. */
async function head(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limits.answerLineBytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, limits.answerLineBytesMax);
}
