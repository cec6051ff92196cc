import type { Cancel } from "../clock.ts";
import { Trouble } from "../result.ts";
import type { Task, TaskParts } from "./task.ts";

/** Tasks that run at their own pace. */
export interface Ticker {
  /** Starts no further run, and resolves when those that go on are done. */
  stop(): Promise<void>;
}

/** Runs each task at once and then at its pace, never twice at a time (spec §4). One that fails is logged, and tried again. */
export function startTicker(tasks: readonly Task[], parts: TaskParts): Ticker {
  const loops = tasks.map((task) => startLoop(task, parts));
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

function startLoop(task: Task, parts: TaskParts): Ticker {
  let isStopped = false;
  let cancel: Cancel = () => {};
  let trouble: string | undefined;

  /** Once a change, not at each of many tries a second. */
  function report(text: string | undefined): void {
    if (text === trouble) return;
    if (text === undefined) parts.log.info(`timed task ${task.name} goes on`);
    else parts.log.error(`timed task ${task.name} fails: ${text}`);
    trouble = text;
  }

  async function run(): Promise<void> {
    try {
      await task.run(parts);
      report(undefined);
    } catch (error) {
      report(textOf(error));
    }
    if (!isStopped) cancel = parts.clock.after(task.everyMs, start);
  }

  let running = Promise.resolve();
  function start(): void {
    running = run();
  }

  start();
  return {
    stop: () => {
      isStopped = true;
      cancel();
      return running;
    },
  };
}

/** Of a bug all there is to know. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Trouble ? error.message : (error.stack ?? error.message);
}
