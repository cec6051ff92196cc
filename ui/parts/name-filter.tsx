/** @jsxImportSource @kitajs/html */

interface NameFilterProps {
  readonly path: string;
  readonly value: string;
  /** What is filtered, and how. */
  readonly label: string;
  /** What else the view's URL says. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** A filter over what the page shows, as a query of its URL; `/` on the keyboard. */
export function NameFilter({ path, value, label, keep = {} }: NameFilterProps): JSX.Element {
  return (
    <search class="filter">
      <form action={path}>
        <input type="search" id="filter" name="q" value={value} placeholder={label} aria-label={label} />
        {Object.entries(keep).map(([name, kept]) => (kept === "" ? <></> : <input type="hidden" name={name} value={kept} />))}
        <button>Filter</button>
        {value === "" ? (
          <></>
        ) : (
          <a class="button" href={path}>
            Clear
          </a>
        )}
      </form>
    </search>
  );
}
