import { type Action, Unclear } from "./action.ts";

/** The form post of the workers as scripts use it (spec §8): `wid` or `all`, `signal=quiet|terminate`. */
export const legacyBusyActions: readonly Action[] = [
  {
    path: "/busy",
    name: "signal",
    role: "admin",
    isMeant: (form) => form.has("signal"),
    act: async ({ form }, { actions }) => {
      const [wid, signal] = [form.get("wid") ?? "", form.get("signal")];
      if (signal !== "quiet" && signal !== "terminate") throw new Unclear("A signal is quiet or terminate.");
      const isKnown = actions.signal(wid, signal);
      return { what: `${signal} to worker ${wid}${isKnown ? "" : ", whom nobody knows"}`, to: "/busy" };
    },
  },
];
