import type { Throttle } from "../src/job/throttle.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count as it is read best: exact, with its thousands apart. */
export function count(value: number): string {
  return whole.format(value);
}

/** A count where there is little room: `9.2k`, `1.2M`. Never the only place where the number stands. */
export function compact(value: number): string {
  if (value < 10_000) return count(value);
  const [size, unit] = value < 999_500 ? [1_000, "k"] : value < 999_500_000 ? [1_000_000, "M"] : [1_000_000_000, "G"];
  const scaled = value / size;
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
}

/** A change with its sign: `+4`, `−820`, `±0`. */
export function change(value: number): string {
  return value === 0 ? "±0" : `${value < 0 ? "−" : "+"}${count(Math.abs(value))}`;
}

/** Events a second: `0.1`, `31.8`, `1,240`. */
export function rate(perSecond: number): string {
  return perSecond < 99.95 ? perSecond.toFixed(1) : count(perSecond);
}

/** `1 job`, `3 jobs`: exact, with its thousands apart. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const units: readonly [seconds: number, name: string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** A span of time in its two largest units: `3 d 4 h`, `12 min 5 s`, `0 s`. */
export function duration(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [size, name] of units) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${name}`);
    if (parts.length > 0 && (parts.length === 2 || amount === 0)) break;
  }
  return parts.join(" ") || "0 s";
}

/** A span of time at a glance: its largest unit, and the next one where that says much: `1 min 29 s`, `30 min`, `3 d 4 h`. */
export function about(seconds: number): string {
  const exact = duration(seconds);
  return /^\d\d/.test(exact) ? exact.split(" ").slice(0, 2).join(" ") : exact;
}

const byteUnits = ["B", "KB", "MB", "GB", "TB"];

/** A size in its largest unit: `412 B`, `3.1 MB`. */
export function bytes(value: number): string {
  let scaled = value;
  let unit = 0;
  for (; scaled >= 1_024 && unit < byteUnits.length - 1; unit += 1) scaled /= 1_024;
  return `${unit > 0 && scaled < 99.5 ? scaled.toFixed(1) : Math.round(scaled)} ${byteUnits[unit]}`;
}

/** A throttle at a glance: `5 at once`, `2 at once a worker`, `100 in any 1 min`. */
export function boundText(throttle: Throttle): string {
  if (throttle.kind === "rate") return `${count(throttle.most)} in any ${duration(throttle.perMs / 1_000)}`;
  return `${count(throttle.most)} at once${throttle.kind === "worker" ? " a worker" : ""}`;
}
