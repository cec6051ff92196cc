import { isListName } from "../../../ui/lists.ts";
import type { PageCmd } from "../../engine/actions.ts";
import { listFilterText, readListFilter } from "../../job/list-filter.ts";
import { limits } from "../../limits.ts";
import type { ListName } from "../../store/ports/lists.ts";
import { type Acting, type Action, type Asked, type AsksFirst, backOf, confirmPage, type Done, Unclear } from "./action.ts";
import { chosenJobs } from "./jobs.ts";

const path = "/confirm";
const cmds: readonly PageCmd[] = ["requeue", "kill", "discard"];
const isSure = (form: URLSearchParams): boolean => form.has("sure");

/** What the confirm step does once somebody is sure; a form that isn't leads to the page that asks. */
export const confirmedActions: readonly Action[] = [
  {
    path,
    name: "ask",
    role: "admin",
    isMeant: (form) => !isSure(form),
    act: async ({ form }) => ({ page: askAgain(form) }),
  },
  ...cmds.map((cmd): Action => ({
    path,
    name: cmd,
    role: "admin",
    isMeant: (form) => form.get("do") === cmd,
    act: (asked, acting) => (asked.form.has("freeze") ? allThatMatch(cmd, asked, acting) : theChosen(cmd, asked, acting)),
  })),
  ...(["clear", "remove"] as const).map((what): Action => ({
    path,
    name: what,
    role: "admin",
    isMeant: (form) => form.get("do") === what,
    act: async ({ form }, { actions }) => {
      if (!isTyped(form)) return { page: askAgain(form) };
      const names = form.getAll("queue");
      const there: string[] = [];
      for (const name of names) if (await actions[what](name)) there.push(name);
      const became = what === "clear" ? "empty now" : "gone";
      const [only = ""] = names;
      const one = there.length === 0 ? `There is no queue ${only} any more.` : `Queue ${only} is ${became}.`;
      const several = `${there.length === 1 ? "1 queue is" : `${there.length} queues are`} ${became}.`;
      return {
        what: `${names.length === 1 ? "queue" : "queues"} ${names.join(", ")}`,
        notice: names.length === 1 ? one : several,
        to: "/queues",
      };
    },
  })),
  {
    path,
    name: "stop",
    role: "admin",
    isMeant: (form) => form.get("do") === "stop",
    act: async ({ form }, { actions }) => {
      const wid = form.get("wid") ?? "";
      const notice = actions.signal(wid, "terminate")
        ? `${wid === "all" ? "All workers are" : `Worker ${wid} is`} told to stop with the next beat.`
        : `There is no worker ${wid} any more.`;
      return { what: wid === "all" ? "all workers" : `worker ${wid}`, notice, to: "/busy" };
    },
  },
];

async function allThatMatch(cmd: PageCmd, { form, by }: Asked, { actions }: Acting): Promise<Done | AsksFirst> {
  if (!isTyped(form)) return { page: askAgain(form) };
  const list = listOf(form);
  const filter = readListFilter(form.get("q") ?? "");
  const begun = await actions.applyAll({ cmd, list, filter, freeze: form.get("freeze") ?? "", by });
  if (!begun.ok) throw new Unclear(begun.message);
  const words = listFilterText(filter);
  return { what: `${list}, ${words === "" ? "all" : `all that match ${words}`}: operation ${begun.value}`, to: `/ops/${begun.value}` };
}

async function theChosen(cmd: PageCmd, { form }: Asked, { actions }: Acting): Promise<Done> {
  const chosen = chosenJobs(form);
  if (chosen.length === 0) throw new Unclear("No job was named.");
  const count = await actions.apply(cmd, chosen);
  const gone = chosen.length - count;
  const notice = `${count === 1 ? "1 job" : `${count} jobs`}: done.${gone > 0 ? ` ${gone} more had left meanwhile.` : ""}`;
  return { what: `${count} of ${chosen.length} chosen jobs of ${form.get("list") ?? "a list"}`, notice, to: backOf(form, "/") };
}

/** Where the number has to be typed: whether it was, with or without its commas. */
function isTyped(form: URLSearchParams): boolean {
  const count = Number(form.get("count") ?? 0);
  return count < limits.typedCountMin || Number((form.get("typed") ?? "").replace(/[,\s]/g, "")) === count;
}

/** The page that asks, again where the number was typed wrong. */
function askAgain(form: URLSearchParams): string {
  const query = new URLSearchParams(form);
  if (isSure(form)) query.set("wrong", "1");
  for (const name of ["sure", "freeze", "count", "typed"]) query.delete(name);
  return confirmPage(query);
}

function listOf(form: URLSearchParams): ListName {
  const list = form.get("list") ?? "";
  if (isListName(list)) return list;
  throw new Unclear("There is no such list.");
}
