import { FormatRegistry, type Static, type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { limits } from "../limits.ts";
import { logLevels } from "../log.ts";
import { readBinding } from "./binding.ts";
import { readLocation } from "./statsd.ts";

/** What is known of a key beside its type, its bounds and its default. */
export interface About {
  /** One or two sentences; the first is the help text of its flag. */
  readonly doc: string;
  /** What a value must be, where its type does not say it. */
  readonly form?: string;
  readonly unit?: "bytes" | "connections" | "seconds";
  /** In words, where nothing set means something else than nothing. */
  readonly otherwise?: string;
  /** Whether a HUP applies a new value; otherwise it needs a restart. */
  readonly isReloaded: boolean;
  /** Never shown. */
  readonly isSecret?: true;
  /** The flag that sets it too, and wins. */
  readonly flag?: "b" | "w" | "l";
}

/** A key of a table: its schema, and what is known of it. */
export type Key = TSchema & { readonly about: About };

/** A schema with what is known of its key. */
export const key = <Schema extends TSchema>(schema: Schema, about: About) => Object.assign(schema, { about });
const word = <const Word extends string>(words: readonly Word[], fallback: Word) =>
  Type.Union(
    words.map((each) => Type.Literal(each)),
    { default: fallback },
  );

const bindingFormat = "millrace:binding";
const locationFormat = "millrace:location";
const prefixFormat = "millrace:prefix";
const prefixForm = /^(?:(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?)?$/;
const originFormat = "millrace:origin";
const originForm = /^(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
FormatRegistry.Set(bindingFormat, (text) => readBinding(text).ok);
FormatRegistry.Set(locationFormat, (text) => readLocation(text).ok);
FormatRegistry.Set(prefixFormat, (text) => prefixForm.test(text));
FormatRegistry.Set(originFormat, (text) => originForm.test(text));

const passwordForm = "a text; one that begins with / names a file that holds the password";

/** Every key of `conf.d/*.toml` (spec §7): each with its type, default, bounds and meaning once. The reference is written from it. */
export const tables = {
  faktory: {
    binding: key(Type.String({ format: bindingFormat, default: "localhost:7419" }), {
      doc: "Where workers and producers connect. `localhost` is this machine only, `:7419` every address of it.",
      form: 'HOST:PORT or :PORT, such as "localhost:7419"',
      isReloaded: false,
      flag: "b",
    }),
    password: Type.Optional(
      key(Type.String(), {
        doc: "The password of the command port. The variable `FAKTORY_PASSWORD` wins.",
        form: passwordForm,
        otherwise: "none",
        isReloaded: false,
        isSecret: true,
      }),
    ),
    max_connections: key(Type.Integer({ minimum: 1, default: limits.connectionsMax }), {
      doc: "Connections that may be open. The limit of open files may lower it; the log says so, with a warning where that takes a tenth or more.",
      unit: "connections",
      isReloaded: false,
    }),
    max_line: key(Type.Integer({ minimum: 1, maximum: limits.unreadBytesMax, default: limits.lineBytesMax }), {
      doc: "The longest command; a longer one is refused and its connection closed.",
      unit: "bytes",
      isReloaded: false,
    }),
    max_unsent: key(Type.Integer({ minimum: 1, default: limits.unsentBytesMax }), {
      doc: "Replies that may wait for a client to read them; with more the connection is closed.",
      unit: "bytes",
      isReloaded: false,
    }),
    min_free: Type.Optional(
      key(Type.Integer({ minimum: 0 }), {
        doc: "Room on the disk below which no job is taken any more, while workers go on; 0 takes jobs until the disk is full.",
        unit: "bytes",
        otherwise: `the smaller of ${limits.freeBytesMin / 1_048_576} MiB and ${limits.freeShareMin * 100} % of the file system`,
        isReloaded: true,
      }),
    ),
    release_after: Type.Optional(
      key(Type.Integer({ minimum: 1, maximum: limits.reserveSecondsMax }), {
        doc: "How long after a worker vanished its jobs fail; it may come back until then.",
        unit: "seconds",
        otherwise: "off: they stay reserved until their reservation ends",
        isReloaded: false,
      }),
    ),
    log_level: key(word(logLevels, "info"), { doc: "The least that is logged.", isReloaded: true, flag: "l" }),
    durability: key(word(["power", "process"], "power"), {
      doc: 'What an answered job survives: with "power" a power cut, with "process" only a crash of the server, which answers sooner.',
      isReloaded: false,
    }),
  },
  web: {
    binding: key(Type.String({ format: bindingFormat, default: "localhost:7420" }), {
      doc: "Where the web pages are; `:0` turns them off.",
      form: 'HOST:PORT or :PORT, such as "localhost:7420"',
      isReloaded: false,
      flag: "w",
    }),
    password: Type.Optional(
      key(Type.String(), {
        doc: "The password of the web pages, with any user name.",
        form: passwordForm,
        otherwise: "the password of the command port",
        isReloaded: true,
        isSecret: true,
      }),
    ),
    readonly_password: Type.Optional(
      key(Type.String(), {
        doc: "A second password, which lets look at every page and do nothing. It needs a first one.",
        form: passwordForm,
        otherwise: "none",
        isReloaded: true,
        isSecret: true,
      }),
    ),
    prefix: key(Type.String({ format: prefixFormat, default: "" }), {
      doc: "The path under which a proxy shows the pages, put before all links; its `X-Script-Name` header says the same and wins.",
      form: 'a path such as "/jobs", or nothing',
      isReloaded: true,
    }),
    origins: key(Type.Array(Type.String({ format: originFormat }), { default: [] }), {
      doc: "Names under which the pages are called from elsewhere, where the server listens on this machine only and has no password.",
      form: 'a list of origins or host names, such as ["https://jobs.example.org"]',
      isReloaded: true,
    }),
  },
  statsd: {
    location: Type.Optional(
      key(Type.String({ format: locationFormat }), {
        doc: "Where metrics are sent, over UDP. The variables `DD_DOGSTATSD_URL` and `DD_AGENT_HOST` win.",
        form: 'HOST:PORT, such as "localhost:8125"',
        otherwise: "none are sent",
        isReloaded: true,
      }),
    ),
    namespace: key(Type.String({ pattern: "^[^:|@\\s]*$", default: "faktory." }), {
      doc: "What stands before the name of each metric.",
      form: "a text without white space, :, | and @",
      isReloaded: true,
    }),
    tags: key(Type.Array(Type.String({ pattern: "^[^,|#\\s]+$" }), { default: [] }), {
      doc: "Tags of each metric, those of the variable `DD_TAGS` behind them.",
      form: 'a list of tags, such as ["env:prod"]',
      isReloaded: true,
    }),
  },
};

/** The tables as a list, for whoever goes through all keys. */
export const tableKeys: ReadonlyMap<string, ReadonlyMap<string, Key>> = new Map(
  Object.entries(tables).map(([table, keys]) => [table, new Map<string, Key>(Object.entries(keys))]),
);

const strict = { additionalProperties: false };
const optional = <Keys extends TProperties>(keys: Keys) => Type.Partial(Type.Object(keys, strict));

/** What one file may say. */
export const fileSchema = Type.Partial(
  Type.Object({ faktory: optional(tables.faktory), web: optional(tables.web), statsd: optional(tables.statsd) }, strict),
);

/** Every key with its value: as it was set, or its default. */
export const settingsSchema = Type.Object(
  { faktory: Type.Object(tables.faktory, strict), web: Type.Object(tables.web, strict), statsd: Type.Object(tables.statsd, strict) },
  strict,
);

/** Values of all keys; passwords are the words themselves, not the files that hold them. */
export type Settings = Static<typeof settingsSchema>;

/** How a key is called in texts: `[faktory] max_line`. */
export function keyName(table: string, name: string): string {
  return `[${table}] ${name}`;
}
