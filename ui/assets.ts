import { readFileSync } from "node:fs";
import htmx from "htmx.org/dist/htmx.min.js" with { type: "file" };
import style from "./assets/app.css" with { type: "file" };

/** Where the pages find their files: the name carries the content's hash, so that a browser keeps each for ever. */
export const assetUrls = { htmx: url("htmx", "js", htmx), style: url("app", "css", style) } as const;

/** The files the program carries inside itself, by their URLs. */
export const assetFiles: ReadonlyMap<string, string> = new Map([
  [assetUrls.htmx, htmx],
  [assetUrls.style, style],
]);

function url(name: string, extension: string, path: string): string {
  return `/static/${name}-${Bun.hash(readFileSync(path)).toString(36)}.${extension}`;
}
