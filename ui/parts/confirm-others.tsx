/** @jsxImportSource @kitajs/html */
import type { Visit } from "../../src/web/visit.ts";
import { counted } from "../numbers.ts";
import type { Shown, Sources } from "../pages.ts";
import { queueUrl } from "../urls.ts";
import { ConfirmForm } from "./confirm-form.tsx";
import { Samples } from "./confirm-jobs.tsx";

/** Asks about a queue: whether to drop its jobs, or the queue with them. */
export async function confirmQueue(what: "clear" | "remove", visit: Visit, { engine }: Sources): Promise<Shown | undefined> {
  const name = visit.query.get("queue") ?? "";
  const [queue, list] = await Promise.all([engine.inspect.queue(name), engine.inspect.list(`queue:${name}`, { order: "first", limit: 5 })]);
  if (queue === undefined) return undefined;
  const effect =
    what === "clear"
      ? "Its jobs are gone for good; the queue stays, paused or not."
      : "The queue is gone with its jobs and its pause; it comes again with the next job that is pushed to it.";
  const label = `${what === "clear" ? "Clear" : "Remove"} ${name}`;
  const fields = [
    ["do", what],
    ["queue", name],
  ] as const;
  const content = (
    <div class="asks">
      <p class="lead" safe>{`Queue ${name} holds ${counted(queue.size, "job")}. ${effect}`}</p>
      <Samples samples={list?.rows ?? []} of={queue.size} />
      <ConfirmForm fields={fields} size={queue.size} isWrong={visit.query.has("wrong")} label={label} isGrave back={queueUrl(name)} />
    </div>
  );
  return { title: `${what === "clear" ? "Clear" : "Remove"} the queue?`, content, above: { title: name, href: queueUrl(name) } };
}

/** Asks whether to stop one worker, or all. */
export async function confirmStop(visit: Visit, { engine }: Sources): Promise<Shown | undefined> {
  const wid = visit.query.get("wid") ?? "";
  const { workers } = await engine.inspect.workers();
  const meant = wid === "all" ? workers : workers.filter((worker) => worker.wid === wid);
  if (meant.length === 0) return undefined;
  const busy = meant.reduce((sum, worker) => sum + worker.busy, 0);
  const who = wid === "all" ? counted(meant.length, "worker") : `worker ${wid}`;
  const content = (
    <div class="asks">
      <p class="lead" safe>{`Stop ${who}, with ${counted(busy, "job")} running.`}</p>
      <p class="muted">
        They are told so with their next beat; what they do then is theirs to decide. Most end within half a minute, and give back what they
        could not finish.
      </p>
      <ConfirmForm
        fields={[
          ["do", "stop"],
          ["wid", wid],
        ]}
        size={0}
        isWrong={false}
        label={`Stop ${who}`}
        isGrave
        back="/busy"
      />
    </div>
  );
  return { title: "Stop workers?", content, above: { title: "Busy", href: "/busy" } };
}
