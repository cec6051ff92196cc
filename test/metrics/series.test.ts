import { expect, test } from "bun:test";
import type { Settled } from "../../src/engine/events.ts";
import { limits } from "../../src/limits.ts";
import { sums } from "../../src/metrics/series.ts";

const settled = (jobtype: string): Settled => ({
  kind: "settled",
  verb: "ack",
  jid: "job-00001",
  jobtype,
  queue: "q",
  at: 0,
  wid: "",
  runMs: 5,
  to: "gone",
});

test("§6 more series than are kept are to be sent before their second is over", () => {
  const counted = sums();
  for (let index = 0; index < limits.seriesMax - 1; index += 1) counted.note(settled(`type${index}`));
  expect(counted.isFull).toBe(false);
  counted.note(settled("one more"));
  expect(counted.isFull).toBe(true);
  expect([...counted.take()]).toHaveLength(limits.seriesMax);
  expect(counted.isFull).toBe(false);
});

test("§6 more run times than leave in a second are not sent, and their runs are counted all the same", () => {
  const counted = sums();
  for (let index = 0; index < limits.timingsPerSecondMax + 5; index += 1) counted.note(settled("type"));
  const [series] = counted.take();
  expect(series?.count).toBe(limits.timingsPerSecondMax + 5);
  expect(series?.performMs).toHaveLength(limits.timingsPerSecondMax);
  counted.note(settled("type"));
  expect([...counted.take()][0]?.performMs).toHaveLength(1);
});
