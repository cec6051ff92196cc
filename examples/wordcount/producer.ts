import { exists, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "faktory-worker";

/**
 * `bun examples/wordcount/producer.ts FOLDER` pushes a job for each regular file under the folder. Symbolic links are not followed. A name
 * that is not UTF-8 can't be written in JSON, so it is skipped and told on stderr.
 */
const batchJobs = 500;

/** The paths of all regular files under a folder. */
async function* filesUnder(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Bytes that are not UTF-8 were read as U+FFFD, so no file is called that.
    if (entry.name.includes("\ufffd") && !(await exists(path))) console.error(`skipped, its name is not UTF-8: ${path}`);
    else if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

/** Pushes a batch in one command (PUSHB); a job the server did not take is an error. */
async function push(client: Client, paths: readonly string[]): Promise<void> {
  const jobs = paths.map((path) => {
    const job = client.job("wordcount", path);
    job.queue = "wordcount";
    job.reserveFor = 60;
    return job;
  });
  const refused = Object.values(await client.pushBulk(jobs));
  if (refused.length > 0) throw new Error(`${refused.length} jobs were refused: ${JSON.stringify(refused[0])}`);
}

async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined) {
    console.error("usage: bun examples/wordcount/producer.ts FOLDER");
    return 2;
  }
  const client = new Client();
  let [pushed, batch] = [0, [] as string[]];
  const flush = async (): Promise<void> => {
    await push(client, batch);
    pushed += batch.length;
    batch = [];
  };
  for await (const path of filesUnder(await realpath(folder))) {
    batch.push(path);
    if (batch.length === batchJobs) await flush();
  }
  await flush();
  await client.close();
  console.log(`${pushed} jobs pushed`);
  return 0;
}

process.exit(await main(process.argv[2]));
