import type { Random } from "../../src/random.ts";
import { choose } from "./mutations.ts";

/** Bytes that no UTF-8 text has, what ends lines and strings early, and blanks where none belong. */
const intruders = "ff c080 eda080 f5808080 e282 80 efbbbf 00 0a 0d 0d0a 1b5b324a 20 09 22 5c 7b 7d"
  .split(" ")
  .map((hex) => Buffer.from(hex, "hex"));

type Spoiling = (random: Random, bytes: Buffer, at: number) => Buffer;

const spoilings: readonly Spoiling[] = [
  (random, bytes, at) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  (random, bytes, at) => Buffer.concat([bytes.subarray(0, at), choose(random, intruders), bytes.subarray(at)]),
  (_, bytes, at) => bytes.subarray(0, at),
  (_, bytes, at) => bytes.subarray(at),
  (random, bytes, at) => Buffer.concat([bytes, bytes.subarray(at, at + random.below(50))]),
  (random, bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(5))]),
];

/** A line with one to three of its bytes broken, whatever they mean. */
export function spoil(random: Random, line: Uint8Array): Buffer {
  let bytes: Buffer = Buffer.from(line);
  for (let left = 1 + random.below(3); left > 0 && bytes.length > 0; left--) {
    bytes = choose(random, spoilings)(random, bytes, random.below(bytes.length));
  }
  return bytes;
}
