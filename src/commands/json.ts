/** JSON of an object whose keys are clients' words: a Map holds `__proto__` like any other. The values are JSON already. */
export function jsonObject(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`;
}
