import { busy } from "./busy.ts";
import { clockJump } from "./clock-jump.ts";
import { dead } from "./dead.ts";
import { features } from "./features.ts";
import { memory } from "./memory.ts";
import { operations } from "./operations.ts";
import { retries } from "./retries.ts";
import { room } from "./room.ts";
import { samples } from "./samples.ts";
import { scheduled } from "./scheduled.ts";
import { sweep } from "./sweep.ts";
import type { Task } from "./task.ts";
import { workers } from "./workers.ts";

/** All timed work of the server (spec §4). */
export function allTasks(): readonly Task[] {
  return [scheduled, retries, busy, operations, sweep, workers, dead, room, samples, features, memory(), clockJump()];
}
