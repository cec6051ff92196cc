import { queueUrl } from "../../../ui/urls.ts";
import { cutCharacters } from "../../job/cut.ts";
import { limits } from "../../limits.ts";
import { type Action, backOf, confirmPage, wants } from "./action.ts";

const path = "/queues/:name";

/** What the forms of a queue do at once: it can be taken back. */
export const queueActions: readonly Action[] = [
  {
    path,
    name: "pause",
    role: "admin",
    isMeant: wants("pause"),
    act: async ({ params, form, by }, { actions }) => {
      const name = params["name"] ?? "";
      const reason = cutCharacters((form.get("reason") ?? "").trim(), limits.nameCharactersMax);
      const isThere = await actions.pause(name, { by, reason });
      const notice = isThere ? `Queue ${name} is paused.` : `There is no queue ${name} any more.`;
      return { what: `queue ${name}${reason === "" ? "" : `, since ${reason}`}`, notice, to: backOf(form, queueUrl(name)) };
    },
  },
  {
    path,
    name: "resume",
    role: "admin",
    isMeant: wants("resume"),
    act: async ({ params, form }, { actions }) => {
      const name = params["name"] ?? "";
      const isThere = await actions.resume(name);
      const notice = isThere ? `Queue ${name} runs again.` : `There is no queue ${name} any more.`;
      return { what: `queue ${name}`, notice, to: backOf(form, queueUrl(name)) };
    },
  },
  ...(["clear", "remove"] as const).map((what): Action => ({
    path: "/queues",
    name: `ask to ${what} several`,
    role: "admin",
    isMeant: wants(what),
    act: async ({ form }) => {
      if (!form.has("queue")) return { what: "no queue", notice: "No queue was ticked.", to: backOf(form, "/queues") };
      return { page: confirmPage(form) };
    },
  })),
  ...(["pause", "resume"] as const).map((what): Action => ({
    path: "/queues",
    name: `${what} several`,
    role: "admin",
    isMeant: wants(what),
    act: async ({ form, by }, { actions }) => {
      const names = form.getAll("queue");
      let count = 0;
      for (const name of names) {
        const isThere = await (what === "pause" ? actions.pause(name, { by, reason: "" }) : actions.resume(name));
        if (isThere) count += 1;
      }
      const done = `${count === 1 ? "1 queue" : `${count} queues`} ${what}d`;
      return {
        what: `queues ${names.join(", ")}`,
        notice: names.length === 0 ? "No queue was ticked." : `${done}.`,
        to: backOf(form, "/queues"),
      };
    },
  })),
];
