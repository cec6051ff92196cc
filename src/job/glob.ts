/**
 * Redis's glob over bytes (spec §3 MUTATE, where it is called `regexp`): `*` any run, `?` any one byte, `[a-c]` and `[^x]` classes,
 * `\` takes the next byte as it is. The whole text must match. Differs from Redis in one point, by the spec: a `[` that is never
 * closed is a literal. Linear in the text, however the pattern is made: nobody may stop the server with one.
 */
export type Glob = (text: Uint8Array) => boolean;

/** One step of a pattern: a byte, any byte, a class of bytes, or any run of bytes. */
type Step = number | "any" | "run" | ReadonlySet<number>;

const [star, question, open, close, caret, dash, backslash] = [0x2a, 0x3f, 0x5b, 0x5d, 0x5e, 0x2d, 0x5c];

/** Compiles a pattern; every text is one. */
export function glob(pattern: string): Glob {
  const segments = segmentsOf(compile(new TextEncoder().encode(pattern)));
  return (text) => matches(segments, text);
}

function compile(pattern: Uint8Array): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const byte = pattern[at]!;
    if (byte === star) {
      if (steps.at(-1) !== "run") steps.push("run");
    } else if (byte === question) {
      steps.push("any");
    } else if (byte === backslash && at + 1 < pattern.length) {
      steps.push(pattern[++at]!);
    } else {
      const found = byte === open ? classAt(pattern, at + 1) : undefined;
      steps.push(found?.members ?? byte);
      at = found?.end ?? at;
    }
  }
  return steps;
}

/** The class that begins at `start`, behind its `[`, and the position of its `]`; undefined where there is none. */
function classAt(pattern: Uint8Array, start: number): { members: ReadonlySet<number>; end: number } | undefined {
  const isNegated = pattern[start] === caret;
  const named = new Set<number>();
  for (let at = isNegated ? start + 1 : start; at < pattern.length; at++) {
    let byte = pattern[at]!;
    if (byte === close) return { members: isNegated ? othersThan(named) : named, end: at };
    if (byte === backslash && at + 1 < pattern.length) {
      byte = pattern[++at]!;
    } else if (pattern[at + 1] === dash && at + 2 < pattern.length) {
      const last = pattern[at + 2]!;
      for (let one = Math.min(byte, last); one <= Math.max(byte, last); one++) named.add(one);
      at += 2;
      continue;
    }
    named.add(byte);
  }
  return undefined;
}

function othersThan(named: ReadonlySet<number>): ReadonlySet<number> {
  const others = new Set<number>();
  for (let byte = 0; byte < 256; byte++) if (!named.has(byte)) others.add(byte);
  return others;
}

/** Bytes that must follow one another, between two runs: where they are next found. */
interface Segment {
  readonly length: number;
  readonly steps: readonly Exclude<Step, "run">[];
  /** Where it first stands at or behind `from`; -1 where it stands nowhere. */
  find(text: Uint8Array, from: number): number;
}

/** The steps cut at the runs: `n` runs make `n + 1` segments, of which the first and the last may be empty. */
function segmentsOf(steps: readonly Step[]): Segment[] {
  const lists: Exclude<Step, "run">[][] = [[]];
  for (const step of steps) {
    if (step === "run") lists.push([]);
    else lists.at(-1)!.push(step);
  }
  return lists.map((list) => ({ length: list.length, steps: list, find: finderOf(list) }));
}

/** Bytes alone are found by the runtime, which is linear and quick; with classes among them it takes a table. */
function finderOf(steps: readonly Exclude<Step, "run">[]): Segment["find"] {
  const literal = steps.filter((step) => typeof step === "number");
  if (literal.length < steps.length) return classFinder(steps);
  const needle = Uint8Array.from(literal);
  return (text, from) => Buffer.prototype.indexOf.call(text, needle, from);
}

/**
 * Follows all beginnings of the segment at once, a bit each (Shift-And): whatever the pattern and the text, a byte costs one step for
 * each 32 bytes of the segment. Trying them one after the other takes a minute for a pattern of a KB over 20 MB.
 */
function classFinder(steps: readonly Exclude<Step, "run">[]): Segment["find"] {
  const words = Math.ceil(steps.length / 32);
  const masks = new Uint32Array(256 * words);
  for (let byte = 0; byte < 256; byte++) {
    steps.forEach((step, i) => {
      if (isOne(step, byte)) masks[byte * words + (i >>> 5)]! |= 1 << (i & 31);
    });
  }
  const last = (steps.length - 1) & 31;
  const begun = new Uint32Array(words);
  return (text, from) => {
    begun.fill(0);
    for (let at = from; at < text.length; at++) {
      const row = text[at]! * words;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const bits = begun[word]!;
        begun[word] = ((bits << 1) | carry) & masks[row + word]!;
        carry = bits >>> 31;
      }
      if (((begun[words - 1]! >>> last) & 1) === 1) return at + 1 - steps.length;
    }
    return -1;
  };
}

function matches(segments: readonly Segment[], text: Uint8Array): boolean {
  const [first, ...others] = segments;
  if (first === undefined || !standsAt(first, text, 0)) return false;
  const last = others.pop();
  if (last === undefined) return first.length === text.length;
  let at = first.length;
  // The leftmost place of each leaves the most room for those behind it.
  for (const segment of others) {
    const found = segment.find(text, at);
    if (found < 0) return false;
    at = found + segment.length;
  }
  const end = text.length - last.length;
  return end >= at && standsAt(last, text, end);
}

function standsAt({ steps, length }: Segment, text: Uint8Array, start: number): boolean {
  return start + length <= text.length && steps.every((step, i) => isOne(step, text[start + i]!));
}

function isOne(wanted: number | "any" | ReadonlySet<number>, byte: number): boolean {
  if (typeof wanted === "number") return wanted === byte;
  return wanted === "any" || wanted.has(byte);
}
