import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type LiveServer, root, startServer } from "../clients/live.ts";
import { within } from "../clients/wire.ts";
import type { Case } from "./cases.ts";

/** A server that takes part in the bench. */
export interface Contender {
  readonly name: string;
  /** Hands out one canned job: whether each job came back once cannot be checked. */
  readonly isCanned: boolean;
  start(one: Pick<Case, "argBytes">): Promise<Running>;
}

/** A contender while it runs. */
interface Running {
  /** host:port */
  readonly address: string;
  /** Unknown for a server that was not started here. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Where our server keeps its jobs while it is measured: a new folder each time, on the disk that holds the repository. */
export const storage = join(root, ".cache/bench");

const startMsMax = 10_000;

/** The instant-reply server, the yardstick. */
export const instant: Contender = {
  name: "instant",
  isCanned: true,
  start: async (one) => {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "instant.ts"), String(one.argBytes)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { value } = await within(child.stdout.getReader().read(), startMsMax, "the port of the instant-reply server");
    return {
      address: `127.0.0.1:${new TextDecoder().decode(value).trim()}`,
      pid: child.pid,
      stop: async () => {
        child.kill("SIGKILL");
        await child.exited;
      },
    };
  },
};

/** Our server, durable as it is by default, on an empty storage. */
export const millrace: Contender = {
  name: "millrace",
  isCanned: false,
  start: async () => {
    const { server, folder } = await startHere();
    return {
      address: `127.0.0.1:${server.port}`,
      pid: server.pid,
      stop: async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

/** Runs `measure` beside our server, in a folder of its own on that disk, and takes both away; with pages where they have a port. */
export async function onMillrace(measure: (server: LiveServer, folder: string) => Promise<void>, webPort?: number): Promise<void> {
  const { server, folder } = await startHere(webPort);
  try {
    await measure(server, folder);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

/** A server that does not start leaves nothing behind. */
async function startHere(webPort?: number): Promise<{ server: LiveServer; folder: string }> {
  await mkdir(storage, { recursive: true });
  const folder = await mkdtemp(join(storage, "run-"));
  try {
    return { server: await startServer(folder, webPort), folder };
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

/** A server that runs already, wherever it came from; its CPU and memory are known where its process is. */
export function elsewhere(url: string, pid: number | undefined): Contender {
  const { host, protocol, port } = new URL(url);
  if (protocol !== "tcp:" || port === "") throw new Error(`--against takes tcp://host:port, not ${url}`);
  return { name: host, isCanned: false, start: () => Promise.resolve({ address: host, pid, stop: () => Promise.resolve() }) };
}
