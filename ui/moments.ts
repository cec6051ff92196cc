import type { Micros } from "../src/job/facts.ts";

type Form = "second" | "minute" | "day";

const options: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  second: { dateStyle: "medium", timeStyle: "medium" },
  minute: { timeStyle: "short" },
  day: { month: "short", day: "numeric" },
};

/** Making one costs 30 µs, a page needs it a hundred times. The zone was looked at (`zoneOf`), so there are only so many. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(form: Form, zone: string): Intl.DateTimeFormat {
  const key = `${form} ${zone}`;
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.DateTimeFormat("en-GB", { ...options[form], timeZone: zone })));
  return format;
}

/** A moment to the second, with its zone: `24 Nov 2026, 11:52:07 UTC`. */
export function momentText(at: Micros, zone: string): string {
  return `${formatOf("second", zone).format(at / 1_000)} ${zone}`;
}

/** The time of day: `11:52`. */
export function clockText(at: Micros, zone: string): string {
  return formatOf("minute", zone).format(at / 1_000);
}

/** A UTC day, `YYYY-MM-DD`, as it stands on an axis: `24 Nov`. */
export function dayText(day: string): string {
  return formatOf("day", "UTC").format(new Date(`${day}T00:00:00Z`));
}

/** For machines: RFC 3339. */
export function isoText(at: Micros): string {
  return new Date(at / 1_000).toISOString();
}
