import { pages } from "../../ui/pages.ts";
import type { TestWeb } from "../support/web.ts";

/** So many pages of one kind are enough. */
const perPageMax = 3;

/** A page's own URL where it has no parameters, and those that only forms lead to. */
const starts = [
  ...pages.map(({ path }) => path).filter((path) => !path.includes(":")),
  "/confirm?do=discard&list=dead",
  "/confirm?do=kill&list=retries&q=Timeout",
  "/confirm?do=clear&queue=h",
  "/confirm?do=remove&queue=bulk",
  "/confirm?do=stop&wid=all",
  "/morgue?q=nothing+has+this",
  "/retries?page=2",
  "/job/nosuchjob",
  "/nosuchpage",
];

const patterns = pages.map(({ path }) => ({ path, pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`) }));

/** All kinds of pages that can be reached from the tabs by links, with some URLs of each; the links are followed as a person would. */
export async function crawl(web: TestWeb, headers: Readonly<Record<string, string>> = {}): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const queue = [...starts];
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    const path = url.split("?")[0] ?? "/";
    const kind = patterns.find(({ pattern }) => pattern.test(path))?.path ?? "no page";
    const known = found.get(kind) ?? [];
    if (known.includes(url) || (known.length >= perPageMax && !starts.includes(url))) continue;
    found.set(kind, [...known, url]);
    const response = await web.get(url, headers);
    if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) continue;
    queue.push(...linksIn(await response.text()));
  }
  return found;
}

/** The pages that a page links to, without the choice of how they look. */
export function linksIn(html: string): string[] {
  // What is kept as a file is no page.
  const links = [...html.matchAll(/<a (?![^>]*? download)[^>]*?href="([^"]*)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&"));
  return links.filter((link) => link.startsWith("/") && !link.startsWith("//") && !link.startsWith("/static/"));
}
