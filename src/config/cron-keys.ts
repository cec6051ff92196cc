import { type Static, Type } from "@sinclair/typebox";
import { limits } from "../limits.ts";
import { key } from "./keys.ts";

/** The keys of a `[[cron]]` table and of its `[cron.job]` (spec §6), for the reference too. */
export const cronKeys = {
  schedule: key(Type.String(), {
    doc: "When it runs, with `CRON_TZ=Area/City ` in front in that time zone.",
    form: 'five or six fields, "@hourly" and its like, or "@every 10m"',
    isReloaded: true,
  }),
  timezone: Type.Optional(
    key(Type.String(), {
      doc: "The time zone of the schedule.",
      form: 'a name such as "Europe/Berlin"',
      otherwise: "that of the server's process",
      isReloaded: true,
    }),
  ),
  name: Type.Optional(
    key(Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }), {
      doc: "What its pause and its history are kept under.",
      form: `a text of at most ${limits.nameCharactersMax} characters`,
      otherwise: "the type of the job; of a second one `Type-2`",
      isReloaded: true,
    }),
  ),
};

/** The keys of `[cron.job]`. */
export const cronJobKeys = {
  type: key(Type.String({ minLength: 1 }), { doc: "The type of the job.", form: "a text", isReloaded: true }),
  queue: Type.Optional(key(Type.String(), { doc: "Its queue.", form: "a queue's name", otherwise: '`"default"`', isReloaded: true })),
  args: Type.Optional(key(Type.Array(Type.Unknown()), { doc: "Its arguments.", form: "a list", otherwise: "`[]`", isReloaded: true })),
  retry: Type.Optional(
    key(Type.Integer(), {
      doc: "Its retries; 0 drops it, -1 buries it when it fails.",
      otherwise: `\`${limits.retryDefault}\``,
      isReloaded: true,
    }),
  ),
  reserve_for: Type.Optional(
    key(Type.Integer(), {
      doc: "Seconds a worker may take.",
      form: `a whole number of seconds, at most ${limits.reserveSecondsMax}`,
      otherwise: `\`${limits.reserveSecondsDefault}\``,
      isReloaded: true,
    }),
  ),
  custom: Type.Optional(
    key(Type.Record(Type.String(), Type.Unknown()), {
      doc: "Its `custom`, as `[cron.job.custom]`.",
      form: "a table",
      otherwise: "none",
      isReloaded: true,
    }),
  ),
};

/** A `[[cron]]` table; what nobody knows in it is passed over. */
export const cronSchema = Type.Object({ ...cronKeys, job: Type.Object(cronJobKeys) });

/** One that holds. */
export type CronTable = Static<typeof cronSchema>;
