import { cutCharacters } from "../job/cut.ts";

const charactersMax = 200;

/** A text of a client's as it may stand in an answer or a log line (spec §1): no control characters, and not long. */
export function printable(text: string): string {
  const cut = cutCharacters(text, charactersMax);
  // oxlint-disable-next-line no-control-regex -- they are what is taken out: a message never contains a line break
  return `${cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?")}${cut.length < text.length ? "..." : ""}`;
}
