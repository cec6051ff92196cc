import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/limits.ts";
import { LineReader } from "../../src/wire/line-reader.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The lines of chunks pushed one after another, as text; each chunk is overwritten once it was read, as a socket might. */
function linesOf(chunks: readonly Uint8Array[], reader = new LineReader()): string[] {
  const lines: string[] = [];
  for (const chunk of chunks) {
    const given = chunk.slice();
    reader.push(given);
    for (let line = reader.next(); line !== undefined; line = reader.next()) lines.push(new TextDecoder().decode(line));
    given.fill(0x21);
  }
  return lines;
}

const conversation = 'HELLO {"v":2}\r\nPUSH {"jid":"é😀"}\n\n\r\n\r\r\nFETCH a\rb\r\nEND\n';
const itsLines = ['HELLO {"v":2}', 'PUSH {"jid":"é😀"}', "", "", "\r", "FETCH a\rb", "END"];

describe("§1 however the bytes are split, the lines are the same", () => {
  const bytes = bytesOf(conversation);
  test("whole", () => expect(linesOf([bytes])).toEqual(itsLines));
  test("byte by byte", () => expect(linesOf([...bytes].map((byte) => new Uint8Array([byte])))).toEqual(itsLines));
  test("in two at every byte", () => {
    for (let at = 0; at <= bytes.length; at++) expect(linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(itsLines);
  });
  test("in three at every pair of bytes", () => {
    for (let a = 0; a <= bytes.length; a++) {
      for (let b = a; b <= bytes.length; b++) {
        expect(linesOf([bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b)])).toEqual(itsLines);
      }
    }
  });
  test("any bytes, split anywhere", () => {
    const piece = fc.oneof(fc.constantFrom("\n", "\r", "\r\n", "\n\n"), fc.string({ unit: "binary", maxLength: 700 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat({ max: 8_000 }), { maxLength: 12 }), (pieces, cuts) => {
        const text = pieces.join("").toWellFormed();
        const all = bytesOf(text);
        const places = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length].toSorted((a, b) => a - b);
        const chunks = places.slice(1).map((end, i) => all.subarray(places[i], end));
        const expected = text.split("\n").slice(0, -1);
        expect(linesOf(chunks)).toEqual(expected.map((line) => line.replace(/\r$/, "")));
      }),
      { numRuns: 300 },
    );
  });
});

describe("§1 what a reader holds", () => {
  test("only the unfinished line counts", () => {
    const reader = new LineReader();
    linesOf([bytesOf("one\ntwo")], reader);
    expect(reader.unfinishedBytes).toBe(3);
    linesOf([bytesOf(" and more")], reader);
    expect(reader.unfinishedBytes).toBe(12);
    expect(linesOf([bytesOf("\r\nx")], reader)).toEqual(["two and more"]);
    expect(reader.unfinishedBytes).toBe(1);
  });
  test("a long line in one chunk is a view of it, a short one and one over several are copies of their own", () => {
    const reader = new LineReader();
    const chunk = bytesOf(`${"l".repeat(10_000)}\ntwo\nthr`);
    reader.push(chunk);
    expect(reader.next()?.buffer).toBe(chunk.buffer);
    const short = reader.next();
    expect(short).toEqual(bytesOf("two"));
    expect(short?.buffer.byteLength).toBe(3);
    expect(reader.next()).toBeUndefined();
    const rest = bytesOf("ee\n");
    reader.push(rest);
    const line = reader.next();
    expect(line).toEqual(bytesOf("three"));
    expect(line?.buffer).not.toBe(chunk.buffer);
    expect(line?.buffer).not.toBe(rest.buffer);
  });
  test("lines that are not asked for wait, in order, behind later chunks too", () => {
    const reader = new LineReader();
    reader.push(bytesOf("a\nb\nc"));
    expect(reader.next()).toEqual(bytesOf("a"));
    reader.push(bytesOf("c\nd"));
    reader.push(bytesOf("\ne\n"));
    const rest = [reader.next(), reader.next(), reader.next(), reader.next(), reader.next()];
    expect(rest).toEqual([bytesOf("b"), bytesOf("cc"), bytesOf("d"), bytesOf("e"), undefined]);
  });
  test("a million bytes one at a time are one line", () => {
    const reader = new LineReader();
    for (let i = 0; i < 1_000_000; i++) {
      reader.push(new Uint8Array([i % 251 === 10 ? 11 : i % 251]));
      if (reader.next() !== undefined) throw new Error("no line has ended yet");
    }
    expect(reader.unfinishedBytes).toBe(1_000_000);
    reader.push(bytesOf("\n"));
    const line = reader.next();
    expect(line).toHaveLength(1_000_000);
    expect(line?.every((byte, i) => byte === (i % 251 === 10 ? 11 : i % 251))).toBe(true);
  });
});

describe("§1 a line that is too long", () => {
  const line = "x".repeat(10);
  test.each(["\n", "\r\n"])("as long as allowed is not, whichever line end follows: %j", (end) => {
    for (let at = 0; at <= line.length + end.length; at++) {
      const reader = new LineReader(10);
      const text = line + end;
      expect(linesOf([bytesOf(text.slice(0, at)), bytesOf(text.slice(at))], reader)).toEqual([line]);
      expect(reader.isTooLong).toBe(false);
    }
  });
  test.each(["xx", "x\n", "x\r\n", "\r\r\n", "\rx"])("one byte more is, finished or not: %j", (more) => {
    for (let at = 0; at <= line.length + more.length; at++) {
      const reader = new LineReader(10);
      const text = line + more;
      expect(linesOf([bytesOf(text.slice(0, at)), bytesOf(text.slice(at))], reader)).toEqual([]);
      expect(reader.isTooLong).toBe(true);
    }
  });
  test("the lines before it still come, none after it, and nothing is held", () => {
    const reader = new LineReader(10);
    expect(linesOf([bytesOf(`ok\n${line}`), bytesOf("x"), bytesOf("\nok\n")], reader)).toEqual(["ok"]);
    expect(reader.isTooLong).toBe(true);
    expect(reader.unfinishedBytes).toBe(0);
    reader.push(bytesOf("more\n"));
    expect(reader.next()).toBeUndefined();
  });
  test("the limit may be raised between two lines", () => {
    const reader = new LineReader(10);
    reader.push(bytesOf(`${line}\n${line}${line}\n`));
    expect(reader.next()).toEqual(bytesOf(line));
    reader.lineBytesMax = 20;
    expect(reader.next()).toEqual(bytesOf(line + line));
  });
  test("of the largest line allowed nothing is lost, and one byte more is too long", () => {
    const reader = new LineReader();
    const packet = new Uint8Array(1024 * 1024).fill(0x61);
    const packets = limits.lineBytesMax / packet.length;
    for (let i = 0; i < packets; i++) {
      reader.push(packet);
      expect(reader.next()).toBeUndefined();
    }
    expect(reader.unfinishedBytes).toBe(limits.lineBytesMax);
    reader.push(bytesOf("\r\n"));
    expect(reader.next()).toHaveLength(limits.lineBytesMax);
    for (let i = 0; i < packets; i++) reader.push(packet);
    expect(reader.next()).toBeUndefined();
    expect(reader.isTooLong).toBe(false);
    reader.push(bytesOf("a"));
    expect(reader.next()).toBeUndefined();
    expect(reader.isTooLong).toBe(true);
  });
});
