/** @jsxImportSource @kitajs/html */
import type { OperationShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import type { Page } from "../pages.ts";
import { Empty } from "../parts/empty.tsx";
import { OperationProgress, OperationState, operationTitle } from "../parts/operation.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";

/** `/ops` (dashboard, section 6): wide actions, those that run and those of the last 7 days. */
export const operations: Page = {
  path: "/ops",
  name: "Operations",
  tab: { key: "o", isUnderMore: true },
  show: async (visit, { engine }) => {
    const all = await engine.inspect.operations();
    const isRunning = all.some(({ state }) => state === "running");
    const content =
      all.length === 0 ? (
        <Empty
          title="No operations"
          text="An action over more than a thousand jobs shows here, with how far it got, while it runs and for 7 days."
        />
      ) : (
        <Operations all={all} visit={visit} />
      );
    return { title: "Operations", content, pollSeconds: isRunning ? 1 : 10 };
  },
};

function Operations({ all, visit }: { readonly all: readonly OperationShown[]; readonly visit: Visit }): JSX.Element {
  const rows = all.map((operation) => ({
    id: `o${operation.no}`,
    cells: [
      <a href={`/ops/${operation.no}`} safe>
        {operationTitle(operation)}
      </a>,
      <OperationState state={operation.state} />,
      <OperationProgress operation={operation} />,
      <When at={operation.startedAt} visit={visit} />,
      <span safe>{operation.by === "" ? "a client" : operation.by}</span>,
    ],
  }));
  const columns = [
    { title: "Action", kind: "wide" as const },
    { title: "State" },
    { title: "Progress" },
    { title: "Begun" },
    { title: "By" },
  ];
  return <Table caption="Operations" isCaptionHidden columns={columns} rows={rows} />;
}
