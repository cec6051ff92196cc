import { randomInt } from "node:crypto";

const seedsMax = 2 ** 31;

/** A number of the environment, to lengthen a test or to repeat a run; without a `usual` one it is a seed, drawn anew where it is not set. */
export function settingNumber(name: string, usual = randomInt(seedsMax)): number {
  const text = process.env[name];
  if (text === undefined || text === "") return usual;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, not ${text}`);
  return number;
}
