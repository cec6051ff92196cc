/** The first `charactersMax` characters of a text; a character is a code point, so that no surrogate pair is split (spec §2). */
export function cutCharacters(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  let end = 0;
  for (let count = 0; count < charactersMax && end < text.length; count++) end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** The same as a text of its own, to be kept: a part of a long text would keep all of it in memory. */
export function shortCopy(text: string, charactersMax: number): string {
  return Buffer.from(cutCharacters(text, charactersMax)).toString();
}

/** At most as many characters as a refusal quotes of what a client sent. */
const quotedCharactersMax = 100;

/** A client's text in double quotes for a refusal: short, and without control characters or line breaks (spec §1). */
export function quoted(text: string): string {
  return JSON.stringify(cutCharacters(text, quotedCharactersMax)).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
