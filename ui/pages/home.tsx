/** @jsxImportSource @kitajs/html */
import { count, duration } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { Fact, Facts } from "../parts/facts.tsx";

/** `/` (spec §8): the numbers at a glance. */
export const home: Page = {
  path: "/",
  name: "Home",
  tab: { key: "h" },
  show: (_, { view: { numbers, vitals } }) => {
    const content = (
      <Facts>
        <Fact name="Workers" text={count(numbers.workers)} />
        <Fact name="Connections" text={count(vitals.connections)} />
        <Fact name="Up for" text={duration(vitals.uptimeSeconds)} />
      </Facts>
    );
    return { title: "Home", content, pollSeconds: 2 };
  },
};
