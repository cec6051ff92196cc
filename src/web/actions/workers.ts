import { type Action, backOf, wants } from "./action.ts";

/** What the forms of the workers do at once: a quiet worker ends what it has and takes nothing more. */
export const workerActions: readonly Action[] = [
  {
    path: "/busy",
    name: "quiet",
    role: "admin",
    isMeant: wants("quiet"),
    act: async ({ form }, { actions }) => {
      const wid = form.get("wid") ?? "";
      const notice = actions.signal(wid, "quiet")
        ? `${wid === "all" ? "All workers" : `Worker ${wid}`} will take no more jobs.`
        : `There is no worker ${wid} any more.`;
      return { what: wid === "all" ? "all workers" : `worker ${wid}`, notice, to: backOf(form, "/busy") };
    },
  },
];
