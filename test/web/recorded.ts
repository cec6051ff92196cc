import type { Actions } from "../../src/engine/actions.ts";
import type { Engine } from "../../src/assemble.ts";
import { ok } from "../../src/result.ts";

/** An engine that writes down what it is asked to do, and says that it did. */
export function recorded(engine: Engine): { readonly engine: Engine; readonly calls: string[] } {
  const calls: string[] = [];
  const note = <T>(name: string, answer: T, ...asked: readonly unknown[]): Promise<T> => {
    calls.push([name, ...asked.map((each) => (typeof each === "string" ? each : JSON.stringify(each)))].join(" "));
    return Promise.resolve(answer);
  };
  const actions: Actions = {
    ...engine.actions,
    pause: (queue, why) => note("pause", true, queue, why),
    resume: (queue) => note("resume", true, queue),
    clear: (queue) => note("clear", true, queue),
    remove: (queue) => note("remove", true, queue),
    apply: (cmd, jobs) => note("apply", jobs.length, cmd, jobs),
    applyAll: (ask) => note("applyAll", ok(7), ask),
    cancel: (no) => note("cancel", true, `${no}`),
    signal: (wid, state) => {
      calls.push(`signal ${wid} ${state}`);
      return true;
    },
    failNow: (handle) => note("failNow", true, handle),
  };
  return { engine: { ...engine, actions, mutate: (mutation) => note("mutate", undefined, mutation) }, calls };
}
