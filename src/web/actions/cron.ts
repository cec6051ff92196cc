import { type Action, backOf, wants } from "./action.ts";

const path = "/cron/:name";

/** What the forms of a cron entry do (spec §6 Cron): run it now, hold it, let it go on. */
export const cronActions: readonly Action[] = [
  {
    path,
    name: "run",
    role: "admin",
    isMeant: wants("run"),
    act: async ({ params, form }, { cron }) => {
      const name = params["name"] ?? "";
      const run = await cron.runNow(name);
      const notice =
        run === undefined
          ? missing(name)
          : run.refusal === undefined
            ? `The job of ${name} is pushed.`
            : `The job of ${name} was refused: ${run.refusal}.`;
      const outcome = run === undefined ? ", which is not there" : run.refusal === undefined ? `: job ${run.jid}` : ", which was refused";
      return { what: `cron entry ${name}${outcome}`, notice, to: backOf(form, "/cron") };
    },
  },
  ...(["pause", "resume"] as const).map((word): Action => ({
    path,
    name: word,
    role: "admin",
    isMeant: wants(word),
    act: async ({ params, form }, { cron }) => {
      const name = params["name"] ?? "";
      const isThere = await cron.setPaused(name, word === "pause");
      const past = word === "pause" ? "is paused: its times pass until it is resumed" : "runs again";
      return { what: `cron entry ${name}`, notice: isThere ? `${name} ${past}.` : missing(name), to: backOf(form, "/cron") };
    },
  })),
];

function missing(name: string): string {
  return `There is no cron entry ${name} any more.`;
}
