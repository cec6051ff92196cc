/** @jsxImportSource @kitajs/html */
import type { Page, Shown } from "../pages.ts";
import { confirmJobs } from "../parts/confirm-jobs.tsx";
import { confirmQueues, confirmStop } from "../parts/confirm-others.tsx";

/** `/confirm` (dashboard, section 2): the step before whatever is wide or can't be taken back. Its form does it, and says nothing else. */
export const confirm: Page = {
  path: "/confirm",
  name: "Confirm",
  role: "admin",
  show: (visit, sources): Promise<Shown | undefined> | Shown | undefined => {
    const what = visit.query.get("do");
    if (what === "requeue" || what === "kill" || what === "discard") return confirmJobs(what, visit, sources);
    if (what === "clear" || what === "remove") return confirmQueues(what, visit, sources);
    return what === "stop" ? confirmStop(visit, sources) : undefined;
  },
};
