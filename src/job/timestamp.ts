import type { Micros } from "./facts.ts";

const DAY_SECONDS = 86_400;

/** The last moment RFC 3339 can write: the end of the year 9999. */
export const lastMicros: Micros = 253_402_300_799_000_000;

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads RFC 3339 with up to nanoseconds and any offset (spec §2); what is finer than a microsecond is dropped. Undefined: it is none. */
export function parseTimestamp(text: string): Micros | undefined {
  const parts = pattern.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => Number(parts[group])) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60) return undefined;
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 3600 + offsetMinutes * 60) * (parts[8] === "-" ? -1 : 1);
  const seconds = daysSinceEpoch(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
  // A leap second is one only at the end of a UTC day; it counts as the first moment of the next.
  if (second === 60 && seconds % DAY_SECONDS !== 0) return undefined;
  const fraction = parts[7] ?? "";
  return seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01, in the proleptic Gregorian calendar; a year begins in March here, so that the leap day is its last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

let formattedDay = Number.NaN;
let datePrefix = "";

/** Writes a moment of the years 0 to 9999 as RFC 3339 in UTC with `Z` and six digits of fraction (spec §2). */
export function formatTimestamp(at: Micros): string {
  const seconds = Math.floor(at / 1_000_000);
  const day = Math.floor(seconds / DAY_SECONDS);
  if (day !== formattedDay) {
    datePrefix = formatDay(day);
    formattedDay = day;
  }
  const inDay = seconds - day * DAY_SECONDS;
  const hour = Math.floor(inDay / 3600);
  const minute = Math.floor((inDay % 3600) / 60);
  const fraction = at - seconds * 1_000_000;
  return `${datePrefix}T${two(hour)}:${two(minute)}:${two(inDay % 60)}.${(1_000_000 + fraction).toString().slice(1)}Z`;
}

function formatDay(day: number): string {
  const sinceMarch = day + 719_468;
  const era = Math.floor(sinceMarch / 146_097);
  const dayOfEra = sinceMarch - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year.toString().padStart(4, "0")}-${two(month)}-${two(dayOfMonth)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
