/** @jsxImportSource @kitajs/html */
import { type BatchCounts, lifeOf } from "../../src/job/batch.ts";
import { cutCharacters } from "../../src/job/cut.ts";
import type { Batch } from "../../src/store/ports/batches.ts";
import { count } from "../numbers.ts";
import { batchUrl } from "../urls.ts";
import { type Sign, State } from "./glyph.tsx";

const titleCharactersMax = 80;

/** What people call it: what it says of itself, or the beginning of that; else its bid. */
export function batchTitle({ description, bid }: Pick<Batch, "description" | "bid">): string {
  if (description === undefined) return bid;
  const cut = cutCharacters(description, titleCharactersMax);
  return cut === description ? cut : `${cut}…`;
}

/** A batch as a link, with its bid where the link says something else. */
export function BatchLink({ batch }: { readonly batch: Pick<Batch, "description" | "bid"> }): JSX.Element {
  const { description, bid } = batch;
  return (
    <>
      <a href={batchUrl(bid)} safe>
        {batchTitle(batch)}
      </a>
      {description === undefined ? (
        <></>
      ) : (
        <small class="jid mono" safe>
          {bid}
        </small>
      )}
    </>
  );
}

/** Where it stands. */
export function BatchState({ batch }: { readonly batch: BatchCounts }): JSX.Element {
  const [sign, word] = stateOf(batch);
  return <State of={sign} word={word} />;
}

function stateOf(batch: BatchCounts): readonly [Sign, string] {
  const life = lifeOf(batch);
  if (life === "open") return ["scheduled", "Not committed"];
  if (life === "ended") return batch.failed === 0 ? ["succeeded", "Succeeded"] : ["dead", "Ended with failures"];
  return ["working", batch.pending > 0 ? "Running" : waitText(batch)];
}

/** What a batch waits for whose jobs have all run. */
function waitText({ complete, success, failed, completeHolds, successHolds }: BatchCounts): string {
  if (complete === "enqueued" || success === "enqueued") return "Callbacks run";
  if (complete === "pending" ? completeHolds > 0 : failed === 0 && successHolds > 0) return "Waits for children";
  return failed > 0 ? "Waits for what failed" : "Running";
}

/** How many of its jobs succeeded, failed and have not run, as a bar and in words. */
export function BatchBar({ batch: { total, pending, failed } }: { readonly batch: BatchCounts }): JSX.Element {
  if (total === 0) return <span class="muted">no jobs</span>;
  const good = total - pending - failed;
  const share = (part: number): string => (Math.floor((1_000 * part) / total) / 10).toFixed(1);
  const words = [
    `${count(good)} of ${count(total)} succeeded`,
    failed > 0 ? `${count(failed)} failed` : "",
    pending > 0 ? `${count(pending)} pending` : "",
  ];
  return (
    <span class="share">
      <svg width="96" height="6" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" fill="var(--line)" />
        {good > 0 ? <rect class="succeeded" fill="currentColor" width={share(good)} height="6" /> : <></>}
        {failed > 0 ? <rect class="dead" fill="currentColor" x={share(good)} width={share(failed)} height="6" /> : <></>}
      </svg>
      <small safe>{words.filter((word) => word !== "").join(", ")}</small>
    </span>
  );
}
