/**
 * What must not reach a terminal: control characters (a client's words may hold escape sequences), and the marks that turn the
 * direction of text around.
 */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A text of the server's as it may be shown: what is unprintable stands as an escape. */
export function shown(text: string): string {
  return text.replace(unprintable, escaped);
}

/** JSON as one line that may be shown; in JSON the same escapes mean the same characters, so it stays what it was. */
export function shownJson(json: string): string {
  return shown(json.replace(/[\r\n\t]/g, " "));
}

/** A value as one line of JSON. */
export function asJson(value: unknown): string {
  return shown(JSON.stringify(value));
}
