/** @jsxImportSource @kitajs/html */
import type { View } from "../../src/web/view.ts";
import { count, duration } from "../numbers.ts";
import { Facts } from "../parts/facts.tsx";
import { Queues } from "../parts/queues.tsx";
import { Summary } from "../parts/summary.tsx";
import { Trouble } from "../parts/trouble.tsx";

/** `/` (spec §8): the numbers of INFO at a glance. */
export function Home({ numbers, vitals, trouble }: View): JSX.Element {
  return (
    <>
      <h1>Home</h1>
      <Trouble reason={trouble} />
      <Summary numbers={numbers} />
      <Queues queues={numbers.queues} now={numbers.now} />
      <Facts
        title="Server"
        facts={[
          ["Workers", count(numbers.workers)],
          ["Connections", count(vitals.connections)],
          ["Commands", count(vitals.commandCount)],
          ["Up for", duration(vitals.uptimeSeconds)],
          ["Memory", `${count(vitals.usedMemoryMb)} MB`],
          ["Version", vitals.version],
          ["Protocol level", vitals.faktoryVersion],
        ]}
      />
    </>
  );
}
