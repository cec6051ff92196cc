/** @jsxImportSource @kitajs/html */

/** A column of a table. */
export interface Column {
  /** Stands above it, and before each of its cells where the rows have become cards. */
  readonly title: string;
  /** `number`: aligned by its digits. `tick`: a check box. `actions`: buttons, at the end. `wide`: takes what room is left. */
  readonly kind?: "number" | "tick" | "actions" | "wide";
  readonly sort?: "ascending" | "descending";
}

/** A row of a table. */
export interface Row {
  /** Stays with what the row shows, so that a poll finds it again: made of letters that we chose. */
  readonly id?: string;
  /** As many as there are columns; the first that is no tick names the row. */
  readonly cells: readonly JSX.Element[];
  readonly isMuted?: boolean;
}

interface TableProps {
  readonly caption: string;
  /** Where a heading says it already. */
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Rows and columns; below 640 px each row becomes a card. */
export function Table({ caption, isCaptionHidden = false, columns, rows }: TableProps): JSX.Element {
  const naming = columns.findIndex((column) => column.kind !== "tick");
  return (
    <table>
      <caption class={isCaptionHidden ? "unseen" : undefined} safe>
        {caption}
      </caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" class={column.kind} aria-sort={column.sort}>
              <span class={column.kind === "tick" || column.kind === "actions" ? "unseen" : undefined} safe>
                {column.title}
              </span>
              {column.kind === "tick" ? <TickAll /> : <></>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr id={row.id} class={row.isMuted === true ? "muted" : undefined}>
            {row.cells.map((cell, index) => (
              <Cell column={columns[index]} isNaming={index === naming} cell={cell} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Ticks all rows of the page; it needs scripts, and does not show without them. */
function TickAll(): JSX.Element {
  return <input type="checkbox" id="tick-all" class="scripted" aria-label="Choose all on this page" />;
}

interface CellProps {
  readonly column: Column | undefined;
  readonly isNaming: boolean;
  readonly cell: JSX.Element;
}

function Cell({ column, isNaming, cell }: CellProps): JSX.Element {
  if (isNaming) {
    return (
      <th scope="row" class={column?.kind}>
        {cell as "safe"}
      </th>
    );
  }
  return (
    <td class={column?.kind} data-label={column?.kind === "actions" || column?.kind === "tick" ? undefined : column?.title}>
      {cell as "safe"}
    </td>
  );
}
