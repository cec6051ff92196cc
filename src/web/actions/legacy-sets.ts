import type { ChosenJob, PageCmd } from "../../engine/actions.ts";
import type { SetName } from "../../job/lifecycle.ts";
import type { Action } from "./action.ts";

/** The words scripts use, and ours (spec §8). */
const cmds: Readonly<Record<string, PageCmd>> = { delete: "discard", retry: "requeue", add_to_queue: "requeue", kill: "kill" };

const sets: readonly (readonly [path: string, set: SetName])[] = [
  ["/retries", "retries"],
  ["/scheduled", "scheduled"],
  ["/morgue", "dead"],
];

/** Form posts of the sets as scripts use them (spec §8): `action` with `key` repeated or `all`, and the same for one job under its KEY. */
export const legacySetActions: readonly Action[] = sets.flatMap(([path, set]) =>
  Object.entries(cmds).flatMap(([word, cmd]): Action[] => [
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
        return { what: `${await applied(actions, cmd, chosen)} of ${keys.length} chosen jobs of ${set}`, to: path };
      },
    },
    {
      path: `${path}/:key`,
      name: `${word} in ${set}`,
      role: "admin",
      isMeant: (form) => form.get("action") === word,
      act: async ({ params }, { actions }) => {
        const key = params["key"] ?? "";
        return { what: `${await applied(actions, cmd, [{ set, key }])} job of ${set} with the key ${key}`, to: path };
      },
    },
  ]),
);

/** So many are one turn of the store. */
const jobsAtOnce = 1_000;

async function applied(
  actions: { apply(cmd: PageCmd, jobs: readonly ChosenJob[]): Promise<number> },
  cmd: PageCmd,
  jobs: readonly ChosenJob[],
): Promise<number> {
  let done = 0;
  for (let start = 0; start < jobs.length; start += jobsAtOnce) done += await actions.apply(cmd, jobs.slice(start, start + jobsAtOnce));
  return done;
}
