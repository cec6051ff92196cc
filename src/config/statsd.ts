import { ok, refuse, type Result } from "../result.ts";
import type { Variables } from "./environment.ts";

/** Where StatsD metrics go, and what each carries (spec §6 Metrics). */
export interface StatsdConfig {
  readonly host: string;
  readonly port: number;
  /** Stands before each name. */
  readonly namespace: string;
  /** Stand at each metric: `env:prod`. */
  readonly tags: readonly string[];
}

const portDefault = 8125;
const locationForm = /^(?:udp:\/\/)?(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?))(?::(\d{1,5}))?$/i;

/** Reads `localhost:8125`, `[::1]:8125`, `udp://agent:8125` or a host alone. */
export function readLocation(text: string): Result<{ readonly host: string; readonly port: number }> {
  const [, address, name, port] = locationForm.exec(text) ?? [];
  const host = address ?? name;
  const number = port === undefined ? portDefault : Number(port);
  if (host === undefined || number < 1 || number > 65_535) return refuse(`${JSON.stringify(text)} is no HOST:PORT`);
  return ok({ host, port: number });
}

/**
 * What the variables of Datadog's own libraries say about `[statsd]`, as a file would say it: `DD_DOGSTATSD_URL`, or else
 * `DD_AGENT_HOST`, and `DD_TAGS`. One that can't be used is a warning, since it may be meant for others.
 */
export function statsdVariables(variables: Variables, warnings: string[]): { location?: string; tags?: readonly string[] } {
  const location = locationOf(variables, warnings);
  const tags = (variables["DD_TAGS"] ?? "").split(/[,\s]+/).filter((tag) => tag !== "");
  return { ...(location === undefined ? {} : { location }), ...(tags.length === 0 ? {} : { tags }) };
}

function locationOf(variables: Variables, warnings: string[]): string | undefined {
  for (const name of ["DD_DOGSTATSD_URL", "DD_AGENT_HOST"]) {
    const value = variables[name] ?? "";
    if (value === "") continue;
    if (readLocation(value).ok) return value;
    warnings.push(`${name} is ${JSON.stringify(value)}: it must be udp://HOST:PORT, or a host; no metrics are sent there`);
  }
  return undefined;
}
