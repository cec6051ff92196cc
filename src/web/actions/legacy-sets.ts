import { listUrl } from "../../../ui/lists.ts";
import type { ChosenJob, PageCmd } from "../../engine/actions.ts";
import { setNames } from "../../job/lifecycle.ts";
import type { Action } from "./action.ts";

/** The words scripts use, and ours (spec §8). */
const cmds: Readonly<Record<string, PageCmd>> = { delete: "discard", retry: "requeue", add_to_queue: "requeue", kill: "kill" };

/** Form posts of the sets as scripts use them (spec §8): `action` with `key` repeated or `all`, and the same for one job under its KEY. */
export const legacySetActions: readonly Action[] = setNames.flatMap((set) => {
  const path = listUrl(set);
  return Object.entries(cmds).flatMap(([word, cmd]): Action[] => [
    {
      path,
      name: `${word} in ${set}`,
      role: "admin",
      isMeant: (form) => form.get("action") === word,
      act: async ({ form }, { actions, mutate }) => {
        const keys = form.getAll("key");
        if (keys.includes("all")) {
          // There is nothing to kill among the dead.
          if (!(cmd === "kill" && set === "dead")) await mutate({ cmd, target: set, filter: {} });
          return { what: `all of ${set}`, to: path };
        }
        const chosen = keys.map((key): ChosenJob => ({ set, key }));
        return { what: `${await actions.apply(cmd, chosen)} of ${keys.length} chosen jobs of ${set}`, to: path };
      },
    },
    {
      path: `${path}/:key`,
      name: `${word} in ${set}`,
      role: "admin",
      isMeant: (form) => form.get("action") === word,
      act: async ({ params }, { actions }) => {
        const key = params["key"] ?? "";
        return { what: `${await actions.apply(cmd, [{ set, key }])} job of ${set} with the key ${key}`, to: path };
      },
    },
  ]);
});
