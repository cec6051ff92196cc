import { expect } from "bun:test";

/**
 * Holds a reply (as `Client.reply` gives it) against what a script says of it. `= text` is the exact content of a bulk reply, `{`
 * begins one that is compared as JSON; in it the value `"~"` is anything, and a member `"..."` stands for those not named. In a
 * line, `~` is anything.
 */
export function expectAnswer(reply: string, expected: string, source: string): void {
  if (expected.startsWith("= ")) return expect(reply, source).toBe(`$ ${expected.slice(2)}`);
  if (expected.startsWith("{")) {
    const pattern: unknown = JSON.parse(expected);
    return expect(masked(parsed(reply), pattern), source).toEqual(pattern);
  }
  if (expected.includes("~")) return expect(reply, source).toMatch(new RegExp(`^${expected.split("~").map(RegExp.escape).join("[^]*")}$`));
  return expect(reply, source).toBe(expected);
}

function parsed(reply: string): unknown {
  if (!reply.startsWith("$ ")) return reply;
  try {
    return JSON.parse(reply.slice(2));
  } catch {
    return reply;
  }
}

/** The value with `"~"` where the pattern says that anything will do. */
function masked(value: unknown, pattern: unknown): unknown {
  if (pattern === "~" && value !== undefined) return "~";
  if (Array.isArray(value) && Array.isArray(pattern)) return value.map((each, index) => masked(each, pattern[index]));
  if (!isObject(value) || !isObject(pattern)) return value;
  const isOpen = Object.hasOwn(pattern, "...");
  const members = Object.entries(value).filter(([key]) => !isOpen || Object.hasOwn(pattern, key));
  const shown = members.map(([key, each]): [string, unknown] => [
    key,
    masked(each, Object.hasOwn(pattern, key) ? pattern[key] : undefined),
  ]);
  return Object.fromEntries(isOpen ? [...shown, ["...", "~"]] : shown);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
