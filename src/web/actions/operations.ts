import { type Action, wants } from "./action.ts";

/** What the forms of an operation do. */
export const operationActions: readonly Action[] = [
  {
    path: "/ops/:no",
    name: "cancel",
    role: "admin",
    isMeant: wants("cancel"),
    act: async ({ params }, { actions }) => {
      const no = Number(params["no"]);
      const isRunning = await actions.cancel(no);
      const notice = isRunning ? `Operation ${no} ends where it is.` : `Operation ${no} doesn't run any more.`;
      return { what: `operation ${no}${isRunning ? "" : ", which ran no more"}`, notice, to: `/ops/${no}` };
    },
  },
];
