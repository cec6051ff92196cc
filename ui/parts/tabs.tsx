/** @jsxImportSource @kitajs/html */
import type { Numbers } from "../../src/assemble.ts";
import { compact, count } from "../numbers.ts";
import { pages } from "../pages.ts";

interface TabsProps {
  /** The path of the page that is shown; one below a tab's belongs to it. */
  readonly path: string;
  /** Absent where they could not be read. */
  readonly numbers: Numbers | undefined;
}

/** The way to the pages, with how much stands on each. */
export function Tabs({ path, numbers }: TabsProps): JSX.Element {
  return (
    <nav class="tabs" aria-label="Pages">
      {pages.map(({ path: to, name, tab }) =>
        tab === undefined ? (
          <></>
        ) : (
          <a href={to} data-go={tab.key} aria-current={currentOf(to, path)}>
            <span safe>{name}</span>
            <Count value={numbers === undefined ? undefined : tab.count?.(numbers)} />
          </a>
        ),
      )}
    </nav>
  );
}

function Count({ value }: { readonly value: number | undefined }): JSX.Element {
  if (value === undefined) return <></>;
  return (
    <span class="count" title={count(value)} safe>
      {compact(value)}
    </span>
  );
}

function currentOf(to: string, path: string): "page" | "true" | undefined {
  if (to === path) return "page";
  return to !== "/" && path.startsWith(`${to}/`) ? "true" : undefined;
}
