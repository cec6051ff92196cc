import { afterAll, expect, test } from "bun:test";
import { endChildren } from "../support/child-server.ts";
import { measureIdle } from "./idle.ts";

afterAll(endChildren);

/** Far above what is measured (2.8 KB, 6.9 KB with TLS): it fails where a connection grows a buffer or a timer of its own. */
const bytesEachMax = 10_000;

test.each([
  ["in plain text", false],
  ["over TLS", true],
])(
  "§1 2,000 idle workers %s cost at most 10 KB each, and go on answering",
  async (_, isSecured) => {
    const { answers, bytesEach } = await measureIdle("millrace", { connections: 2_000, isSecured, stillMs: 500 });
    expect(answers).toEqual(Array(100).fill("+OK"));
    expect(bytesEach).toBeLessThan(bytesEachMax);
  },
  60_000,
);
