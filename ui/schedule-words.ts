import { duration } from "./numbers.ts";

const macros: Readonly<Record<string, string>> = {
  "@yearly": "every year on 1 January at 00:00",
  "@annually": "every year on 1 January at 00:00",
  "@monthly": "on day 1 of every month at 00:00",
  "@weekly": "every Sunday at 00:00",
  "@daily": "every day at 00:00",
  "@midnight": "every day at 00:00",
  "@hourly": "every hour",
};

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A schedule of cron (spec §6) in words, where it is one that many have; undefined: its text has to do. */
export function scheduleWords(text: string): string | undefined {
  const words = text.replace(/^(?:CRON_)?TZ=\S+\s+/, "").trim();
  if (words.startsWith("@every")) return everyWords(words);
  if (words.startsWith("@")) return macros[words.toLowerCase()];
  const fields = words.split(/\s+/);
  // Seconds stand in front of six.
  if (fields.length === 6 && fields.shift() !== "0") return undefined;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const times = timesWords(minute, hour);
  const days = daysWords(day, month, weekday);
  if (fields.length !== 5 || times === undefined || days === undefined) return undefined;
  if (times.startsWith("at ")) return `${days} ${times}`;
  return days === "every day" ? times : `${times}, ${days}`;
}

function everyWords(words: string): string {
  const unitSeconds: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };
  const parts = [...words.matchAll(/([\d.]+)([hms])/g)];
  const seconds = parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0);
  return `every ${duration(seconds)} after its last run`;
}

const isNumber = (field: string): boolean => /^\d{1,2}$/.test(field);
const stepOf = (field: string): number | undefined => {
  const step = /^\*\/(\d{1,2})$/.exec(field)?.[1];
  return step === undefined || step === "0" ? undefined : Number(step);
};

function timesWords(minute: string, hour: string): string | undefined {
  const everyMinutes = stepOf(minute);
  const everyHours = stepOf(hour);
  if (hour === "*") {
    if (minute === "*" || everyMinutes === 1) return "every minute";
    if (everyMinutes !== undefined) return 60 % everyMinutes === 0 ? `every ${everyMinutes} minutes` : undefined;
    if (!isNumber(minute)) return undefined;
    return Number(minute) === 0 ? "every hour" : `every hour at minute ${Number(minute)}`;
  }
  if (!isNumber(minute)) return undefined;
  if (everyHours !== undefined && everyHours > 1 && 24 % everyHours === 0)
    return `every ${everyHours} hours${Number(minute) === 0 ? "" : ` at minute ${Number(minute)}`}`;
  const hours = hour.split(",");
  if (!hours.every(isNumber) || hours.length > 4) return undefined;
  return `at ${listed(hours.map((each) => `${each.padStart(2, "0")}:${minute.padStart(2, "0")}`))}`;
}

function daysWords(day: string, month: string, weekday: string): string | undefined {
  const isAny = (field: string): boolean => field === "*" || field === "?";
  if (isAny(day) && isAny(month)) return isAny(weekday) ? "every day" : weekdaysWords(weekday);
  if (!isNumber(day) || !isAny(weekday)) return undefined;
  if (isAny(month)) return `on day ${Number(day)} of every month`;
  const name = nameIn(months, month, 1);
  return name === undefined ? undefined : `every year on ${Number(day)} ${name}`;
}

function weekdaysWords(weekday: string): string | undefined {
  const [from = "", to] = weekday.split("-");
  if (to !== undefined) {
    const [first, last] = [nameIn(weekdays, from, 0), nameIn(weekdays, to, 0)];
    return first === undefined || last === undefined ? undefined : `${first} to ${last}`;
  }
  const names = weekday.split(",").map((each) => nameIn(weekdays, each, 0));
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? `every ${listed(known)}` : undefined;
}

/** A field by its number or its first three letters. */
function nameIn(names: readonly string[], field: string, first: number): string | undefined {
  if (isNumber(field)) return names[Number(field) - first];
  return /^[a-z]{3}$/i.test(field) ? names.find((name) => name.slice(0, 3).toLowerCase() === field.toLowerCase()) : undefined;
}

function listed(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
