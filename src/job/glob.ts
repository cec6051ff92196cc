/**
 * Redis's glob over bytes (spec §3 MUTATE, where it is called `regexp`): `*` any run, `?` any one byte, `[a-c]` and `[^x]` classes,
 * `\` takes the next byte as it is. The whole text must match. Differs from Redis in one point, by the spec: a `[` that is never
 * closed is a literal. Written for linear time in all but the worst patterns: a `*` that fails only moves the last one on.
 */
export type Glob = (text: Uint8Array) => boolean;

/** One step of a pattern: a byte, any byte, a class of bytes, or any run of bytes. */
type Step = number | "any" | "run" | ReadonlySet<number>;

const [star, question, open, close, caret, dash, backslash] = [0x2a, 0x3f, 0x5b, 0x5d, 0x5e, 0x2d, 0x5c];

/** Compiles a pattern; every text is one. */
export function glob(pattern: string): Glob {
  const steps = compile(new TextEncoder().encode(pattern));
  return (text) => matches(steps, text);
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

function matches(steps: readonly Step[], text: Uint8Array): boolean {
  let [step, at] = [0, 0];
  /** Where to go on once the present try fails: behind the last run, one byte later. */
  let [runStep, runAt] = [-1, 0];
  while (at < text.length) {
    const wanted = steps[step];
    if (wanted === "run") {
      runStep = step++;
      runAt = at;
    } else if (wanted !== undefined && isOne(wanted, text[at]!)) {
      step += 1;
      at += 1;
    } else if (runStep >= 0) {
      step = runStep + 1;
      at = ++runAt;
    } else {
      return false;
    }
  }
  while (steps[step] === "run") step += 1;
  return step === steps.length;
}

function isOne(wanted: number | "any" | ReadonlySet<number>, byte: number): boolean {
  if (typeof wanted === "number") return wanted === byte;
  return wanted === "any" || wanted.has(byte);
}
