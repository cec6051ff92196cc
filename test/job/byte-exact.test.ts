import { expect, test } from "bun:test";
import fc from "fast-check";
import { admit } from "../../src/job/admission.ts";
import { handOut } from "../../src/job/handout.ts";
import { arrayText, objectText, pick, type Roll, rollOf, spaceText, stringText, valueText } from "./json-text.ts";
import { admitted, bytesOf, noon, noonText, seeds, textOf, valueOf } from "./jobs.ts";

const unknownKeys = ["x", "x", "priority", "__proto__", "constructor", "toString", "", "ключ", "\\ud800", "jid ", "Jid", "at\\u0000"];

/** The members of a job as texts, in any order; `custom` and unknown ones come and go. */
function members(roll: Roll): string[] {
  const colon = () => `${spaceText(roll)}:${spaceText(roll)}`;
  const list = [
    `"jid"${colon()}"12345678"`,
    `${pick(roll, [`"jobtype"`, `"jo\\u0062type"`])}${colon()}"Mill"`,
    `"args"${colon()}${arrayText(roll, 4)}`,
    `"queue"${colon()}"flour"`,
    `"retry"${colon()}3`,
    `"created_at"${colon()}${stringText(roll).replace(/^""$/, `"then"`)}`,
  ];
  if (roll(2) === 0) list.push(`"custom"${colon()}${objectText(roll, 4)}`);
  for (let count = roll(4); count > 0; count--) list.push(`"${pick(roll, unknownKeys)}"${colon()}${valueText(roll, 4)}`);
  return shuffled(roll, list);
}

function shuffled(roll: Roll, list: readonly string[]): string[] {
  const rest = [...list];
  return list.map(() => rest.splice(roll(rest.length), 1)[0] ?? "");
}

function handedOut(text: string): string {
  return textOf(handOut(valueOf(admitted(text)).payload, noon, undefined));
}

test("§2 a job with nothing to add or to leave out comes back byte for byte, with enqueued_at behind it", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const inside = members(roll)
        .map((member) => `${spaceText(roll)}${member}${spaceText(roll)}`)
        .join(",");
      expect(handedOut(`${spaceText(roll)}{${inside}}${spaceText(roll)}`)).toBe(`{${inside},"enqueued_at":"${noonText}"}`);
    }),
    { numRuns: 10_000 },
  );
});

const left = [
  `"reserve_for":null`,
  `"at":null`,
  `"at":""`,
  `"backtrace":null`,
  `"enqueued_at":"then"`,
  `"enqueued_at" : null`,
  `"failure":null`,
  `"\\u0061t":null`,
];

test("§2 the members that are left out leave the others as they were, in their order", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const kept = members(roll);
      const all = [...kept];
      for (let count = 1 + roll(4); count > 0; count--) all.splice(roll(all.length + 1), 0, pick(roll, left));
      expect(handedOut(`{${all.join(",")}}`)).toBe(`{${kept.join(",")},"enqueued_at":"${noonText}"}`);
    }),
    { numRuns: 3_000 },
  );
});

test("§2 and so they do with white space around every comma", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const kept = members(roll);
      const all = [...kept];
      for (let count = 1 + roll(4); count > 0; count--) all.splice(roll(all.length + 1), 0, pick(roll, left));
      const text = handedOut(`{${all.map((member) => `${spaceText(roll)}${member}${spaceText(roll)}`).join(",")}}`);
      let at = 0;
      for (const member of kept) {
        const found = text.indexOf(member, at);
        expect(text.slice(at, found).trim()).toBe(at === 0 ? "{" : ",");
        at = found + member.length;
      }
      expect(text.slice(at).trim()).toBe(`,"enqueued_at":"${noonText}"}`);
    }),
    { numRuns: 3_000 },
  );
});

test("§2 the stored bytes are a copy: what happens to the buffer afterwards does not reach them", () => {
  for (const text of [`{"jid":"12345678","jobtype":"Mill","args":[]}`, ` {"jid":"12345678","jobtype":"Mill","args":[],"retry":null}`]) {
    const bytes = bytesOf(text);
    const whole = valueOf(admitted(text)).payload;
    const inPart = new Uint8Array(bytes.length + 20);
    inPart.set(bytes, 10);
    const view = inPart.subarray(10, 10 + bytes.length);
    const stored = valueOf(admit(view, noon)).payload;
    view.fill(0);
    expect(stored).toEqual(whole);
    expect(stored.buffer).not.toBe(view.buffer);
  }
});
