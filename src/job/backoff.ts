/** Seconds until the retry that follows failure number `count`, from 0 (spec §2); `roll` answers a whole number below its argument. */
export function backoffSeconds(count: number, roll: (below: number) => number): number {
  return count ** 4 + 15 + roll(30) * (count + 1);
}
