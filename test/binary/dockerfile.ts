/** A step of a Dockerfile: its word, and what stands behind it. */
export interface Instruction {
  readonly word: string;
  readonly text: string;
}

/** The steps of the last stage, without its FROM. */
export function lastStage(dockerfile: string): Instruction[] {
  const lines = dockerfile
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n");
  const instructions = lines
    .filter((line) => line.trim() !== "")
    .map((line) => ({ word: line.split(" ", 1)[0] ?? "", text: line.slice(line.indexOf(" ") + 1).trim() }));
  return instructions.slice(instructions.findLastIndex(({ word }) => word === "FROM") + 1);
}

/** The words of `CMD ["...", "..."]`, also behind the options of a HEALTHCHECK. */
export function wordsOf(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf("["))) as string[];
}
