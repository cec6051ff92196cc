/** @jsxImportSource @kitajs/html */
import type { PageCmd } from "../../src/engine/actions.ts";
import { type ListFilter, listFilterText } from "../../src/job/list-filter.ts";
import type { ListName } from "../../src/store/ports/lists.ts";
import { urlOf } from "../urls.ts";

/** What can be done with jobs of a list. */
export interface BulkChoice {
  readonly cmd: PageCmd;
  readonly label: string;
}

interface BulkProps {
  /** The id by which the ticks of the rows find this form. */
  readonly form: string;
  readonly list: ListName;
  readonly choices: readonly BulkChoice[];
  /** Where the visitor comes back to. */
  readonly back: string;
}

/** Actions on the ticked rows; each asks first. */
export function Bulk({ form, list, choices, back }: BulkProps): JSX.Element {
  return (
    <form id={form} class="bulk" method="post" action="/confirm">
      <input type="hidden" name="list" value={list} />
      <input type="hidden" name="back" value={back} />
      <span class="muted">Ticked rows:</span>
      {choices.map(({ cmd, label }) => (
        <button name="do" value={cmd} class={cmd === "discard" ? "grave" : undefined}>
          <span safe>{`${label}…`}</span>
        </button>
      ))}
    </form>
  );
}

interface AllThatMatchProps {
  readonly list: ListName;
  readonly filter: ListFilter;
  readonly choices: readonly BulkChoice[];
}

/** The same for everything the list shows, on whatever page it stands: links to the step that asks. */
export function AllThatMatch({ list, filter, choices }: AllThatMatchProps): JSX.Element {
  const q = listFilterText(filter);
  return (
    <>
      {choices.map(({ cmd, label }) => (
        <a class={`button${cmd === "discard" ? " grave" : ""}`} href={urlOf("/confirm", { do: cmd, list, q })} safe>
          {`${label} all${q === "" ? "" : " that match"}…`}
        </a>
      ))}
    </>
  );
}
