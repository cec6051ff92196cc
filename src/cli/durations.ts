const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
] as const;

/** Seconds as people read them, by the two largest units: `3 d 4 h`, `12 s`, `0.250 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return Number.isInteger(seconds) ? `${seconds} s` : `${seconds.toFixed(3)} s`;
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * length;
  }
  if (rest > 0) parts.push(`${rest} s`);
  return parts.slice(0, 2).join(" ");
}
