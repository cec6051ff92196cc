import { expect, test } from "bun:test";
import type { Mutation } from "../../src/job/mutation.ts";
import { limits } from "../../src/limits.ts";
import type { Store } from "../../src/store/store.ts";
import { aJob, onBench } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const many = limits.operationAtOnceMax + 100;
const all = (cmd: Mutation["cmd"], target: Mutation["target"]): Mutation => ({ cmd, target, filter: {} });

test.each(storeKinds)("§3 a MUTATE that begins while another one ends is done when it is answered (%s store)", (kind) => {
  const lastSync = Promise.withResolvers<void>();
  const withSlowSync = (store: Store): Store => ({
    ...store,
    transact: store.transact,
    inSlices: async (slices, step) => {
      await store.inSlices(slices, step);
      await lastSync.promise;
    },
  });
  return onBench(
    kind,
    async ({ engine }) => {
      await engine.pushMany(Array.from({ length: many }, (_, number) => aJob(`job-${number}`, { at: "2030-01-01T00:00:00Z" })));
      const killing = engine.mutate(all("kill", "scheduled"));
      for (let left = many; left > 0;) left = (await engine.numbers()).sizes.scheduled;
      // the first one has ended in the tables, and is not answered yet
      const discarding = engine.mutate(all("discard", "dead"));
      for (let turn = 0; turn < 10; turn++) await engine.numbers();
      lastSync.resolve();
      await Promise.all([killing, discarding]);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 0, dead: 0 });
    },
    { wrap: withSlowSync },
  );
});
