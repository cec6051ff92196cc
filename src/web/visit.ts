import type { Micros } from "../job/facts.ts";
import type { Visitor } from "./roles.ts";

/** How a page is coloured; undefined: as the visitor's system is. */
export type Theme = "light" | "dark" | undefined;

/** What a page knows of the request it answers (spec §8). */
export interface Visit {
  /** The path, without the prefix a proxy may put before it. */
  readonly path: string;
  /** The values of the `:names` in the page's route. */
  readonly params: Readonly<Record<string, string>>;
  /** Filters, page, range: every view is a URL. */
  readonly query: URLSearchParams;
  readonly visitor: Visitor;
  readonly theme: Theme;
  /** In which zone times are shown: a name that `Intl` knows. */
  readonly zone: string;
  /** Microseconds since 1970. */
  readonly now: Micros;
  /** What an action has to say on the page that follows it, once. */
  readonly notice: string | undefined;
}

/** The cookies of the pages: no more than how they look, and what is to be said once. */
export const cookieNames = { theme: "mr_theme", zone: "mr_tz", notice: "mr_notice" } as const;

/** The theme that a word means. */
export function themeOf(word: string | undefined): Theme {
  return word === "light" || word === "dark" ? word : undefined;
}

/** A zone that `Intl` knows, else UTC: the name comes from a cookie, so from anybody. */
export function zoneOf(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z0-9_+/-]{1,64}$/.test(name)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** The cookies of a request, by name. */
export function cookiesOf(headers: Headers): ReadonlyMap<string, string> {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name.trim(), unescaped(value.join("=").trim())]));
}

/** A `Set-Cookie` that lasts a year for a choice, for one page in the case of a notice; an empty value ends it. */
export function setCookie(name: (typeof cookieNames)[keyof typeof cookieNames], value: string): string {
  const seconds = value === "" ? 0 : name === cookieNames.notice ? 30 : 31_536_000;
  const isForScripts = name !== cookieNames.notice;
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; SameSite=Lax${isForScripts ? "" : "; HttpOnly"}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
