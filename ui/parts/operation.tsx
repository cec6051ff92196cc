/** @jsxImportSource @kitajs/html */
import type { OperationShown } from "../../src/engine/shown.ts";
import { isListName, listTitle } from "../lists.ts";
import { count, counted } from "../numbers.ts";
import { State } from "./glyph.tsx";

const verbs: Readonly<Record<string, string>> = { requeue: "Retry", kill: "Kill", discard: "Discard", clear: "Clear" };

/** What it does, in words: `Discard in Dead: type:Mail`. */
export function operationTitle({ cmd, target, filter }: OperationShown): string {
  return `${verbs[cmd] ?? cmd} ${filter === "" ? "all " : ""}in ${isListName(target) ? listTitle(target) : target}${filter === "" ? "" : `: ${filter}`}`;
}

const states = {
  running: ["working", "Running"],
  done: ["succeeded", "Done"],
  cancelled: ["paused", "Cancelled"],
} as const;

/** Whether it runs. */
export function OperationState({ state }: Pick<OperationShown, "state">): JSX.Element {
  const [sign, word] = states[state];
  return <State of={sign} word={word} />;
}

/** How far it got: jobs looked at, of as many as there were. */
export function OperationProgress({ operation: { no, state, done, looked, total } }: { readonly operation: OperationShown }): JSX.Element {
  return (
    <span class="line">
      {state === "running" ? (
        <progress max={Math.max(1, total)} value={Math.min(looked, total)} aria-label={`Progress of operation ${no}`}></progress>
      ) : (
        <></>
      )}
      <span safe>{state === "running" ? `${count(looked)} of ${count(total)} looked at` : counted(done, "job")}</span>
    </span>
  );
}
