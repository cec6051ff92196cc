import type { PageCmd } from "../src/engine/actions.ts";
import type { ListFilter } from "../src/job/list-filter.ts";
import type { ListName } from "../src/store/ports/lists.ts";

/** The MUTATE (spec §3) that does the same as a page's action; undefined where it can't be said in one. */
export function mutateText(cmd: PageCmd, target: ListName, { type, queue, jid, words = [] }: ListFilter): string | undefined {
  // It knows no queue in a set, and looks at the JSON without its white space.
  if (queue !== undefined || words.some((word) => /\s/.test(word))) return undefined;
  if (jid !== undefined) return type === undefined && words.length === 0 ? commandOf(cmd, target, { jids: [jid] }) : undefined;
  const isPattern = type?.includes("*") === true;
  const globs = [
    ...(isPattern ? [`*"jobtype":"${type.split("*").map(escaped).join("*")}"*`] : []),
    ...words.map((word) => `*${escaped(word)}*`),
  ];
  if (globs.length > 1) return undefined;
  return commandOf(cmd, target, {
    ...(type === undefined || isPattern ? {} : { jobtype: type }),
    ...(globs[0] === undefined ? {} : { regexp: globs[0] }),
  });
}

function commandOf(cmd: PageCmd, target: ListName, filter: object): string {
  return `MUTATE ${JSON.stringify({ cmd, target, ...(Object.keys(filter).length === 0 ? {} : { filter }) })}`;
}

/** So that what means something in a glob means itself. */
function escaped(word: string): string {
  return word.replace(/[\\*?[\]]/g, "\\$&");
}
