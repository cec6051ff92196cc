import { expect, test } from "bun:test";
import { memory } from "../../src/tasks/memory.ts";
import type { TaskParts } from "../../src/tasks/task.ts";

const mebibyte = 1024 * 1024;

/** Runs the task once for each of these sizes; answers with how often it had collected after each. */
function collections(...mebibytes: readonly number[]): number[] {
  let [size, count] = [0, 0];
  const task = memory({ resident: () => size * mebibyte, collect: () => (count += 1) });
  return mebibytes.map((next) => {
    size = next;
    void task.run({} as TaskParts);
    return count;
  });
}

test("memory is given back once after each growth, and left alone where it stays", () => {
  expect(collections(100, 132, 133, 133, 133)).toEqual([0, 0, 1, 1, 1]);
  expect(collections(100, 900, 90, 100, 122, 123)).toEqual([0, 1, 1, 1, 1, 2]);
});

test("what is still needed after a growth is the new measure", () => {
  expect(collections(100, 500, 500, 532, 533, 533)).toEqual([0, 1, 1, 1, 2, 2]);
});

test("slow growth is growth", () => {
  expect(collections(100, 110, 120, 130, 140)).toEqual([0, 0, 0, 0, 1]);
});
