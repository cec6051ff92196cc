const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count as it is read best: exact, with its thousands apart. */
export function count(value: number): string {
  return whole.format(value);
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
