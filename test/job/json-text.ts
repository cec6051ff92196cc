/** Answers a whole number below its argument; the same seed gives the same numbers. */
export type Roll = (below: number) => number;

/** A roll from a seed. */
export function rollOf(seed: number): Roll {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of the choices. */
export function pick<T>(roll: Roll, choices: readonly T[]): T {
  const choice = choices[roll(choices.length)];
  if (choice === undefined) throw new Error("nothing to pick from");
  return choice;
}

const spaces = ["", "", "", " ", "\t", "  ", " \t "];
const numbers = [
  "0",
  "-0",
  "1.0",
  "1e400",
  "-1E-400",
  "9007199254740993",
  "18446744073709551616",
  "0.10",
  "1e+05",
  "123456789012345678901234567890",
];
const pieces = [
  "a",
  "Z9",
  " ",
  "/",
  "{",
  "]",
  ":,",
  "é",
  "日本",
  "😀",
  "\u2028",
  "\u007f",
  "\\ud800",
  "\\udc00x",
  "\\uD83D\\uDE00",
  "\\u0000",
  "\\n",
  "\\/",
  '\\"',
  "\\\\",
  "\\u002F",
];
const keys = ["a", "a", "jid", "args", "queue", "__proto__", "constructor", "toString", "", "j\\u0069d", "ключ", "\\ud800"];

/** White space, or none. */
export function spaceText(roll: Roll): string {
  return pick(roll, spaces);
}

/** A JSON string, with escapes and characters of all kinds. */
export function stringText(roll: Roll): string {
  return `"${Array.from({ length: roll(6) }, () => pick(roll, pieces)).join("")}"`;
}

function listOf(roll: Roll, element: () => string): string {
  const elements = Array.from({ length: roll(5) }, () => `${spaceText(roll)}${element()}${spaceText(roll)}`);
  return elements.length === 0 ? spaceText(roll) : elements.join(",");
}

/** A JSON array, nested about `depth` levels. */
export function arrayText(roll: Roll, depth: number): string {
  return `[${listOf(roll, () => valueText(roll, depth - 1))}]`;
}

/** A JSON object, also with keys that come twice. */
export function objectText(roll: Roll, depth: number): string {
  return `{${listOf(roll, () => `"${pick(roll, keys)}"${spaceText(roll)}:${spaceText(roll)}${valueText(roll, depth - 1)}`)}}`;
}

/** Some JSON as a text, not as a value: with all that a parser and a printer would change. */
export function valueText(roll: Roll, depth: number): string {
  const kind = roll(depth > 0 ? 8 : 5);
  if (kind === 0) return pick(roll, ["true", "false", "null"]);
  if (kind === 1) return `${roll(1000)}`;
  if (kind === 2) return pick(roll, numbers);
  if (kind < 5) return stringText(roll);
  if (kind === 5 && roll(100) === 0) return `${"[".repeat(400)}${valueText(roll, 0)}${"]".repeat(400)}`;
  return kind === 6 ? objectText(roll, depth) : arrayText(roll, depth);
}
