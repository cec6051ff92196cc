import { queueUrl } from "../../../ui/urls.ts";
import { readFacts } from "../../job/stored.ts";
import { Trouble } from "../../result.ts";
import type { Action } from "./action.ts";

const path = "/queues/:name";

/** Form posts of a queue as scripts use them (spec §8): `bkey` names jobs, else `action` says what becomes of the queue. */
export const legacyQueueActions: readonly Action[] = [
  {
    path,
    name: "delete jobs of a queue",
    role: "admin",
    isMeant: (form) => form.has("bkey"),
    act: async ({ params, form }, { mutate }) => {
      const name = params["name"] ?? "";
      const jids = form.getAll("bkey").flatMap(jidIn);
      if (jids.length > 0) await mutate({ cmd: "discard", target: `queue:${name}`, filter: { jids } });
      return { what: `the jobs ${jids.join(", ")} of queue ${name}`, to: queueUrl(name) };
    },
  },
  {
    path,
    name: "delete a queue's jobs",
    role: "admin",
    isMeant: (form) => form.get("action") === "delete",
    act: async ({ params }, { actions }) => {
      const name = params["name"] ?? "";
      await actions.clear(name);
      return { what: `queue ${name}`, to: "/queues" };
    },
  },
  {
    path,
    name: "pause",
    role: "admin",
    isMeant: (form) => form.get("action") === "pause",
    act: async ({ params, by }, { actions }) => {
      const name = params["name"] ?? "";
      await actions.pause(name, { by, reason: "" });
      return { what: `queue ${name}`, to: queueUrl(name) };
    },
  },
  {
    path,
    name: "resume",
    role: "admin",
    isMeant: (form) => form.get("action") === "resume",
    act: async ({ params }, { actions }) => {
      const name = params["name"] ?? "";
      await actions.resume(name);
      return { what: `queue ${name}`, to: queueUrl(name) };
    },
  },
];

/** A `bkey` is the base64url of a payload and finds its job by the jid in it; one that is none finds nothing. */
function jidIn(bkey: string): string[] {
  try {
    return [readFacts(Buffer.from(bkey, "base64url")).jid];
  } catch (error) {
    if (error instanceof Trouble) return [];
    throw error;
  }
}
