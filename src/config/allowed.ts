import { KindGuard, type TSchema } from "@sinclair/typebox";
import type { Key } from "./keys.ts";

/** What a value of a key must be, in words (spec §7): for the line that refuses another, and for the reference. */
export function allowedText(key: Key): string {
  const { form, unit } = key.about;
  if (form !== undefined) return form;
  const words = wordsOf(key);
  if (words.length > 0) return listed(words.map((each) => JSON.stringify(each)));
  const { minimum, maximum } = KindGuard.IsInteger(key) ? key : {};
  return `a whole number${unit === undefined ? "" : ` of ${unit}`}${rangeText(minimum, maximum)}`;
}

function wordsOf(schema: TSchema): string[] {
  if (!KindGuard.IsUnion(schema)) return [];
  return schema.anyOf.filter(KindGuard.IsLiteral).map((literal) => String(literal.const));
}

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return "";
  return maximum === undefined ? `, at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

/** `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
