/** One line of a conversation, understood. */
export type Step =
  | { readonly kind: "sends"; readonly client: string; readonly bytes: Uint8Array; readonly source: string }
  | { readonly kind: "ends" | "closes" | "waits"; readonly client: string; readonly source: string }
  | { readonly kind: "answers"; readonly client: string; readonly expected: string; readonly source: string }
  | { readonly kind: "passes"; readonly milliseconds: number }
  | { readonly kind: "act"; readonly name: string };

const spoken = /^([CS])(\d*)(:|>) ?(.*)$/;
const passing = /^(\d+(?:\.\d+)?) (ms|s|min|h) pass(?:es)?$/;
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Reads the script of a `conversation`. */
export function readScript(script: string): Step[] {
  return script
    .split("\n")
    .map((line) => line.trimStart())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(readStep);
}

function readStep(line: string): Step {
  if (line.startsWith("* ")) return readAct(line.slice(2));
  const [, side, number, mark, text = ""] = spoken.exec(line) ?? [];
  if (side === undefined) throw new Error(`no step of a conversation: ${line}`);
  const turn = { client: `C${number}`, source: line };
  if (text === "(closes)") return side === "C" ? { kind: "closes", ...turn } : { kind: "answers", expected: "closed", ...turn };
  if (text === "(ends)") return { kind: "ends", ...turn };
  if (text === "(waits)") return { kind: "waits", ...turn };
  if (side === "S") return { kind: "answers", expected: text, ...turn };
  return { kind: "sends", bytes: mark === ">" ? unescaped(text) : Buffer.from(`${text}\n`), ...turn };
}

function readAct(text: string): Step {
  const [, number, unit] = passing.exec(text) ?? [];
  if (unit === undefined) return { kind: "act", name: text };
  return { kind: "passes", milliseconds: Number(number) * (units[unit] ?? 0) };
}

const escapes: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "\\": "\\" };

/** The bytes a text stands for: `\r`, `\n`, `\t`, `\\` and `\xNN` as in most languages, all else as UTF-8. */
function unescaped(text: string): Uint8Array {
  const parts = text.split(/(\\x[0-9a-fA-F]{2}|\\.)/);
  return Buffer.concat(
    parts.map((part) => {
      if (part.startsWith("\\x")) return Buffer.from(part.slice(2), "hex");
      return Buffer.from(part.startsWith("\\") ? (escapes[part.slice(1)] ?? part.slice(1)) : part);
    }),
  );
}
