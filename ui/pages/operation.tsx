/** @jsxImportSource @kitajs/html */
import type { OperationShown } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { isListName, listTitle, listUrl } from "../lists.ts";
import { count, duration } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { Act } from "../parts/act.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { OperationProgress, OperationState, operationTitle } from "../parts/operation.tsx";
import { Moment } from "../parts/time.tsx";

/** `/ops/NO` (dashboard, section 6): one wide action, and how far it got. */
export const operation: Page = {
  path: "/ops/:no",
  name: "Operation",
  show: async (visit, { engine }) => {
    const no = Number(visit.params["no"]);
    const shown = Number.isSafeInteger(no) ? await engine.inspect.operation(no) : undefined;
    if (shown === undefined) return undefined;
    const isRunning = shown.state === "running";
    const actions =
      isRunning && visit.visitor.role !== "viewer" ? (
        <Act to={`/ops/${no}`} fields={{ do: "cancel" }} label="Cancel" tone="grave" object={`operation ${no}`} />
      ) : undefined;
    return {
      title: operationTitle(shown),
      above: { title: "Operations", href: "/ops" },
      content: <Operation shown={shown} visit={visit} />,
      ...(actions === undefined ? {} : { actions }),
      ...(isRunning ? { pollSeconds: 1 } : {}),
    };
  },
};

function Operation({ shown, visit }: { readonly shown: OperationShown; readonly visit: Visit }): JSX.Element {
  const { state, target, by, startedAt, endedAt, done, looked, total } = shown;
  return (
    <section aria-label="State">
      <Facts>
        <Fact name="State">
          <OperationState state={state} />
        </Fact>
        <Fact name="Progress">
          <OperationProgress operation={shown} />
        </Fact>
        <Fact name="Jobs moved" text={count(done)} />
        <Fact name="Looked at" text={`${count(looked)} of ${count(total)}`} />
        <Fact name="List">
          {isListName(target) ? (
            <a href={listUrl(target)} safe>
              {listTitle(target)}
            </a>
          ) : (
            "everything"
          )}
        </Fact>
        <Fact name="By" text={by === "" ? "a client's MUTATE" : by} />
        <Fact name="Begun">
          <Moment at={startedAt} visit={visit} />
        </Fact>
        {endedAt === undefined ? (
          <></>
        ) : (
          <>
            <Fact name="Ended">
              <Moment at={endedAt} visit={visit} />
            </Fact>
            <Fact name="Took" text={duration((endedAt - startedAt) / 1_000_000)} />
          </>
        )}
      </Facts>
      {state === "cancelled" ? <p class="muted">What it had done by then stays done; the rest is as it was.</p> : <></>}
    </section>
  );
}
