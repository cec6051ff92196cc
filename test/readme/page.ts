import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's folder. */
export const root = join(import.meta.dir, "../..");

/** A page of the repository, as text. */
export function pageText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The code blocks of a page in this language ("" for those that name none), in their order. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, its]) => its === language).map(([, , code = ""]) => code);
}

/** The one block of a page in this language. */
export function blockOf(text: string, language: string): string {
  const [block, ...others] = blocksOf(text, language);
  if (block === undefined || others.length > 0) throw new Error(`${others.length + (block === undefined ? 0 : 1)} blocks of ${language}`);
  return block;
}

/** What stands under a heading, up to the next one of its level or above. */
export function sectionOf(text: string, heading: string): string {
  const level = heading.split(" ")[0]?.length ?? 0;
  const [, behind] = `${text}\n`.split(`\n${heading}\n`);
  if (behind === undefined) throw new Error(`no heading ${heading}`);
  return behind.split(new RegExp(`^#{1,${level}} `, "m"))[0] ?? "";
}
