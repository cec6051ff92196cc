/** The steps a program said it made, sorted: a worker settles in its own order. */
export function stepsIn(out: string): string[] {
  return out
    .trim()
    .split("\n")
    .flatMap((line) => line.split(", "))
    .sort();
}
