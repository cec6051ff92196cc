/**
 * `bun examples/wordcount/sum.ts RESULTS...` adds up what the workers wrote, a JSON object {jid, path, words} a line. A job may run
 * twice (its worker died between writing and acknowledging), so each path counts once.
 */
const words = new Map<string, number>();
for (const file of process.argv.slice(2)) {
  for (const line of (await Bun.file(file).text()).split("\n")) {
    if (line === "") continue;
    const result = JSON.parse(line) as { path: string; words: number };
    words.set(result.path, result.words);
  }
}
console.log(`${words.size} files, ${words.values().reduce((sum, count) => sum + count, 0)} words`);
