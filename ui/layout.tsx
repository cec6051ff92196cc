/** @jsxImportSource @kitajs/html */
import { assetUrls } from "./assets.ts";

interface LayoutProps {
  readonly title: string;
  readonly version: string;
  readonly children: JSX.Element;
}

/** The frame of every page (spec §8). */
export function Layout({ title, version, children }: LayoutProps): JSX.Element {
  return (
    <>
      {"<!doctype html>"}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title safe>{`${title} · Millrace`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={assetUrls.style} />
          <script src={assetUrls.htmx} defer></script>
        </head>
        <body>
          <header class="bar">
            <a class="name" href="/">
              millrace
            </a>
          </header>
          {children as "safe"}
          <footer class="bar">
            <span safe>{`millrace ${version}`}</span>
          </footer>
        </body>
      </html>
    </>
  );
}
