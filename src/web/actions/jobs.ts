import type { ChosenJob, PageCmd } from "../../engine/actions.ts";
import { isSetName } from "../../job/lifecycle.ts";
import { type Action, backOf, Unclear, wants } from "./action.ts";

const pasts: Readonly<Record<PageCmd, string>> = { requeue: "is in its queue again", kill: "is dead now", discard: "is discarded" };

/** What a form does with one job, at once (dashboard, section 2: single safe actions). */
export const jobActions: readonly Action[] = [
  ...(["requeue", "kill"] as const).map((cmd): Action => ({
    path: "/jobs",
    name: cmd,
    role: "admin",
    isMeant: wants(cmd),
    act: async ({ form }, { actions }) => {
      const [job] = chosenJobs(form);
      if (job === undefined) throw new Unclear("No job was named.");
      const isDone = (await actions.apply(cmd, [job])) === 1;
      const notice = isDone ? `The job ${pasts[cmd]}.` : "The job is no longer where it was seen, so nothing was done.";
      return { what: `${nameOf(job)}${isDone ? "" : ", which was no longer there"}`, notice, to: backOf(form, "/") };
    },
  })),
  {
    path: "/jobs",
    name: "fail",
    role: "admin",
    isMeant: wants("fail"),
    act: async ({ form, by }, { actions }) => {
      const handle = form.get("job") ?? "";
      const isDone = await actions.failNow(handle, by);
      const notice = isDone ? "The job has failed; its worker may still run it to its end." : "The job doesn't run any more.";
      return { what: `the running job ${handle}${isDone ? "" : ", which ran no more"}`, notice, to: backOf(form, "/busy") };
    },
  },
];

/** The jobs that a form names: `key` of the set in `list`, or `job`, a handle. */
export function chosenJobs(form: URLSearchParams): readonly ChosenJob[] {
  const set = form.get("list") ?? "";
  const keyed = isSetName(set) ? form.getAll("key").map((key): ChosenJob => ({ set, key })) : [];
  return [...keyed, ...form.getAll("job").map((handle): ChosenJob => ({ handle }))];
}

function nameOf(job: ChosenJob): string {
  return "key" in job ? `the job ${job.key} of ${job.set}` : `the job ${job.handle}`;
}
