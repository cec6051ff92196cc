import { readFileSync } from "node:fs";
import ptag from "htmx.org/dist/ext/hx-ptag.min.js" with { type: "file" };
import htmx from "htmx.org/dist/htmx.min.js" with { type: "file" };
import style from "./assets/app.css" with { type: "file" };
import keys from "./assets/keys.js" with { type: "file" };
import live from "./assets/live.js" with { type: "file" };
import mark from "./assets/mark.svg" with { type: "file" };

/** Where the pages find their files: the name carries the content's hash, so that a browser keeps each for ever. */
export const assetUrls = {
  htmx: url("htmx", "js", htmx),
  ptag: url("ptag", "js", ptag),
  live: url("live", "js", live),
  keys: url("keys", "js", keys),
  style: url("app", "css", style),
  mark: url("mark", "svg", mark),
} as const;

/** The files the program carries inside itself, by their URLs. */
export const assetFiles: ReadonlyMap<string, string> = new Map([
  [assetUrls.htmx, htmx],
  [assetUrls.ptag, ptag],
  [assetUrls.live, live],
  [assetUrls.keys, keys],
  [assetUrls.style, style],
  [assetUrls.mark, mark],
]);

function url(name: string, extension: string, path: string): string {
  return `/static/${name}-${Bun.hash(readFileSync(path)).toString(36)}.${extension}`;
}
