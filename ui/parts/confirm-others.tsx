/** @jsxImportSource @kitajs/html */
import type { Visit } from "../../src/web/visit.ts";
import { counted } from "../numbers.ts";
import type { Shown, Sources } from "../pages.ts";
import { queueUrl } from "../urls.ts";
import { ConfirmForm } from "./confirm-form.tsx";
import { Samples } from "./confirm-jobs.tsx";
import { QueueTable } from "./queue-table.tsx";

/** Asks about queues: whether to drop their jobs, or the queues with them. */
export function confirmQueues(what: "clear" | "remove", visit: Visit, sources: Sources): Promise<Shown | undefined> {
  const [name = "", ...others] = new Set(visit.query.getAll("queue"));
  return others.length === 0 ? confirmQueue(what, name, visit, sources) : confirmSeveral(what, [name, ...others], visit, sources);
}

const verbs = { clear: "Clear", remove: "Remove" } as const;

async function confirmQueue(what: keyof typeof verbs, name: string, visit: Visit, { engine }: Sources): Promise<Shown | undefined> {
  const [queue, list] = await Promise.all([engine.inspect.queue(name), engine.inspect.list(`queue:${name}`, { order: "first", limit: 5 })]);
  if (queue === undefined) return undefined;
  const effect =
    what === "clear"
      ? "Its jobs are gone for good; the queue stays, paused or not."
      : "The queue is gone with its jobs and its pause; it comes again with the next job that is pushed to it.";
  const label = `${verbs[what]} ${name}`;
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
  return { title: `${verbs[what]} the queue?`, content, above: { title: name, href: queueUrl(name) } };
}

async function confirmSeveral(
  what: keyof typeof verbs,
  names: readonly string[],
  visit: Visit,
  { engine }: Sources,
): Promise<Shown | undefined> {
  const asked = new Set(names);
  const meant = (await engine.inspect.queues()).filter(({ name }) => asked.has(name));
  if (meant.length === 0) return undefined;
  const size = meant.reduce((sum, queue) => sum + queue.size, 0);
  const who = counted(meant.length, "queue");
  const effect =
    what === "clear"
      ? "These jobs are gone for good; the queues stay, paused or not."
      : "The queues are gone with their jobs and their pauses; each comes again with the next job that is pushed to it.";
  const content = (
    <div class="asks">
      <p class="lead" safe>{`${who} with ${counted(size, "job")}. ${effect}`}</p>
      <QueueTable queues={meant} visit={visit} />
      <ConfirmForm
        fields={[["do", what], ...meant.map(({ name }) => ["queue", name] as const)]}
        size={size}
        isWrong={visit.query.has("wrong")}
        label={`${verbs[what]} ${who}`}
        isGrave
        back="/queues"
      />
    </div>
  );
  return { title: `${verbs[what]} the queues?`, content, above: { title: "Queues", href: "/queues" } };
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
