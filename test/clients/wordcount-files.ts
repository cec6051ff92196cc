import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";

/** What words are made of and parted by: every white space there is in ASCII, and bytes that only look like it or are no text. */
const pieces = [
  " ",
  "\t",
  "\n",
  "\v",
  "\f",
  "\r",
  "\r\n",
  "  \v",
  "word",
  "Wörter",
  "\0",
  "\0\0",
  "\u00a0",
  "\u2028",
  "\x1c",
  "\x85",
  "-",
].map((text) => Buffer.from(text));
const notText = [Buffer.from([0xff, 0xfe]), Buffer.from([0x80]), Buffer.from([0xc3])];
const oddNames = ["new\nline", "tab\there", 'quote"and\\', "größe", " ", "-n", "\u{1f9f5}"];

/** Workers read files in pieces of 64 KiB: words go over each edge. */
const bigBytes = 64 * 1024 * 12 + 7;
const smallFiles = 480;
const bigFiles = 12;

/** Fills a folder with files of all sorts, the same each time: some hundred small ones, a few big ones, and what must be passed over. */
export async function makeFiles(folder: string): Promise<void> {
  const next = numbers(20_260_101);
  const text = (parts: number): Buffer =>
    Buffer.concat(
      Array.from({ length: parts }, () => [...pieces, ...notText][next() % (pieces.length + notText.length)] ?? Buffer.alloc(0)),
    );
  const contents = [
    ...["", " ", "\n", "\n\n\v", "one", "no end\nof line", "\0", "end\r\n"].map((content) => Buffer.from(content)),
    ...Array.from({ length: smallFiles }, () => text(next() % 400)),
    ...Array.from({ length: bigFiles }, (_, size) => Buffer.concat([text(size), Buffer.alloc(bigBytes, "abc defgh\v")])),
  ];
  for (const [place, content] of contents.entries()) {
    const deep = join(folder, `folder ${place % 7}`, `${place % 3}`);
    await mkdir(deep, { recursive: true });
    await Bun.write(join(deep, `${place}${oddNames[place] ?? ".txt"}`), content);
  }
  await symlink("folder 0", join(folder, "a link to a folder"));
  await symlink("/etc/passwd", join(folder, "a link to a file"));
}

/** Numbers that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

const countAll = `
  find "$1" -type f -print0 | while IFS= read -r -d '' file; do
    LC_ALL=C tr -s ' \\t\\n\\v\\f\\r' '\\n' <"$file" | LC_ALL=C grep -ac .
  done | awk '{ words += $1 } END { print NR " files, " words " words" }'`;

/** What `tr` and `grep` make of the same files, one by one. */
export function countByGrep(folder: string): string {
  const counted = Bun.spawnSync(["bash", "-c", countAll, "count", folder], { timeout: 120_000 });
  if (!counted.success) throw new Error(`counting by tr and grep failed: ${counted.stderr.toString()}`);
  return counted.stdout.toString().trim();
}
