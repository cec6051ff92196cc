/** @jsxImportSource @kitajs/html */
import type { Numbers } from "../../src/engine/verbs.ts";
import { compact, count } from "../numbers.ts";
import { type Page, pages } from "../pages.ts";

interface TabsProps {
  /** The path of the page that is shown; one below a tab's belongs to it. */
  readonly path: string;
  /** Absent where they could not be read. */
  readonly numbers: Numbers | undefined;
}

/** The way to the pages, with how much stands on each; those that are needed less stand under "More". */
export function Tabs({ path, numbers }: TabsProps): JSX.Element {
  const major = pages.filter(({ tab }) => tab !== undefined && tab.isUnderMore !== true);
  const minor = pages.filter(({ tab }) => tab?.isUnderMore === true);
  const current = minor.find((page) => currentOf(page.path, path) !== undefined);
  return (
    <nav class="tabs" aria-label="Pages">
      <div>
        {major.map((page) => (
          <TabLink page={page} path={path} numbers={numbers} />
        ))}
      </div>
      <details id="more">
        <summary class={current === undefined ? undefined : "current"} safe>
          {current?.name ?? "More"}
        </summary>
        <div>
          {minor.map((page) => (
            <TabLink page={page} path={path} numbers={numbers} />
          ))}
        </div>
      </details>
    </nav>
  );
}

function TabLink({ page: { path: to, name, tab }, path, numbers }: TabsProps & { readonly page: Page }): JSX.Element {
  const value = numbers === undefined ? undefined : tab?.count?.(numbers);
  return (
    <a href={to} data-go={tab?.key} aria-current={currentOf(to, path)}>
      <span safe>{name}</span>
      {value === undefined ? (
        <></>
      ) : (
        <span class="count" title={count(value)} safe>
          {compact(value)}
        </span>
      )}
    </a>
  );
}

function currentOf(to: string, path: string): "page" | "true" | undefined {
  if (to === path) return "page";
  return to !== "/" && path.startsWith(`${to}/`) ? "true" : undefined;
}
