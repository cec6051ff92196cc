import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/limits.ts";
import { Outbox } from "../../src/server/outbox.ts";
import type { Reply } from "../../src/wire/reply.ts";

/** A socket that takes at most that many bytes a write. */
function narrowSocket(bytesMax: () => number) {
  const taken: Buffer[] = [];
  let writes = 0;
  return {
    write: (reply: Reply) => {
      writes += 1;
      const bytes = Buffer.from(reply as string);
      const length = Math.min(bytes.length, bytesMax());
      taken.push(bytes.subarray(0, length));
      return length;
    },
    received: () => Buffer.concat(taken).toString(),
    writes: () => writes,
  };
}

const wide = () => narrowSocket(() => Number.POSITIVE_INFINITY);

describe("§1 replies are in the order of the commands", () => {
  test("a reply waits for those before it", () => {
    const socket = wide();
    const outbox = new Outbox(socket.write);
    const [one, two, three] = [outbox.reserve(1), outbox.reserve(1), outbox.reserve(1)];
    outbox.fill(three, "3");
    outbox.fill(two, "2");
    outbox.flush();
    expect(socket.received()).toBe("");
    expect(outbox.outstanding).toBe(3);
    outbox.fill(one, "1");
    outbox.flush();
    expect(socket.received()).toBe("123");
    expect(socket.writes()).toBe(1);
    expect(outbox.isEmpty).toBe(true);
  });

  test("whatever the order they come in, whatever the socket takes, every byte arrives once and in order", () => {
    const replies = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 50 })), { maxLength: 20 });
    fc.assert(
      fc.property(replies, fc.infiniteStream(fc.nat(20)), fc.infiniteStream(fc.nat(1_000)), (texts, sizes, picks) => {
        const socket = narrowSocket(() => sizes.next().value ?? 0);
        const outbox = new Outbox(socket.write);
        const open = texts.map((reply) => ({ slot: outbox.reserve(1), reply }));
        while (open.length > 0) {
          const [next] = open.splice((picks.next().value ?? 0) % open.length, 1);
          if (next !== undefined) outbox.fill(next.slot, next.reply);
          outbox.flush();
          outbox.flush(true);
        }
        for (let turn = 0; !outbox.isEmpty && turn < 10_000; turn += 1) outbox.flush(true);
        expect(socket.received()).toBe(Buffer.concat(texts.map((reply) => Buffer.from(reply as string))).toString());
        expect(outbox.unsentBytes).toBe(0);
      }),
    );
  });
});

describe("§1 what a socket did not take", () => {
  test("is not written before the socket has drained, nor is anything behind it", () => {
    let room = 2;
    const socket = narrowSocket(() => room);
    const outbox = new Outbox(socket.write);
    outbox.fill(outbox.reserve(1), "hello");
    outbox.flush();
    room = 100;
    outbox.fill(outbox.reserve(1), "world");
    outbox.flush();
    expect(socket.received()).toBe("he");
    expect(outbox.unsentBytes).toBe(8);
    expect(outbox.hasReady).toBe(false);
    outbox.flush(true);
    expect(socket.received()).toBe("helloworld");
    expect(outbox.isEmpty).toBe(true);
  });

  test("stays where the socket is closed", () => {
    const outbox = new Outbox(() => -1);
    outbox.fill(outbox.reserve(1), "hello");
    outbox.flush();
    expect(outbox.isEmpty).toBe(false);
    outbox.drop();
    expect(outbox.isEmpty).toBe(true);
  });
});

describe("§1 a flood of commands waits", () => {
  test("by their number", () => {
    const outbox = new Outbox(wide().write);
    const slots = Array.from({ length: limits.commandsInFlightMax }, () => outbox.reserve(1));
    expect(outbox.hasRoom(limits)).toBe(false);
    outbox.fill(slots[1] ?? outbox.reserve(1), "2");
    expect(outbox.hasRoom(limits)).toBe(false);
    outbox.fill(slots[0] ?? outbox.reserve(1), "1");
    expect(outbox.hasRoom(limits)).toBe(true);
  });

  test("by their bytes, but one is always started", () => {
    const outbox = new Outbox(wide().write);
    expect(outbox.hasRoom(limits)).toBe(true);
    const slot = outbox.reserve(limits.lineBytesMax);
    expect(outbox.hasRoom(limits)).toBe(false);
    outbox.fill(slot, "+OK");
    expect(outbox.hasRoom(limits)).toBe(true);
  });

  test("by what the peer did not read", () => {
    const outbox = new Outbox(() => 0);
    outbox.fill(outbox.reserve(1), "x".repeat(limits.unsentBytesPause));
    expect(outbox.hasRoom(limits)).toBe(true);
    outbox.fill(outbox.reserve(1), "x");
    expect(outbox.hasRoom(limits)).toBe(false);
  });
});
