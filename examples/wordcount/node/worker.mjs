// Counts words for the queue "wordcount": node worker.mjs RESULTS. Stops on TERM or Ctrl-C.
import { appendFileSync, createReadStream } from "node:fs";
import faktory from "faktory-worker";

const [results] = process.argv.slice(2);
if (results === undefined) throw new Error("usage: node worker.mjs RESULTS");

/** The job that never ends, to see what becomes of it when this worker is killed; 0: none. */
const stallAt = Number(process.env.WORDCOUNT_STALL_AT ?? 0);
const isSpace = new Uint8Array(256);
for (const byte of Buffer.from(" \t\n\v\f\r")) isSpace[byte] = 1;
let started = 0;

faktory.register("wordcount", (path) => async ({ job }) => {
  if (++started === stallAt) {
    console.log(`stalled on ${job.jid}`);
    await new Promise(() => {});
  }
  const words = await countWords(path);
  appendFileSync(results, `${JSON.stringify({ jid: job.jid, path, words })}\n`);
});

await faktory.work({ queues: ["wordcount"], concurrency: 2, labels: ["wordcount-node"] });

/** A word is a run of bytes other than white space. */
async function countWords(path) {
  let [words, inWord] = [0, false];
  for await (const chunk of createReadStream(path)) {
    for (const byte of chunk) {
      const wasInWord = inWord;
      inWord = isSpace[byte] === 0;
      if (inWord && !wasInWord) words++;
    }
  }
  return words;
}
