/** @jsxImportSource @kitajs/html */
import type { View } from "../src/web/view.ts";
import type { Visit } from "../src/web/visit.ts";
import { assetUrls } from "./assets.ts";
import { isoText, momentText } from "./moments.ts";
import type { Shown } from "./pages.ts";
import { Banner, Banners } from "./parts/banner.tsx";
import { Freshness, KeyboardHelp, ThemeSwitch, ZoneSwitch } from "./parts/controls.tsx";
import { htmxConfig, Poll } from "./parts/poll.tsx";
import { Summary } from "./parts/summary.tsx";
import { Tabs } from "./parts/tabs.tsx";

/** What the server says of itself on every page. */
export interface Site {
  readonly version: string;
  readonly environment: string;
}

/** A page and what its frame says. */
export interface FrameProps {
  readonly visit: Visit;
  readonly shown: Shown;
  readonly site: Site;
  /** Absent where it could not be read: then the page says why. */
  readonly view: View | undefined;
}

/** The frame of every page (spec §8): the part that refreshes itself, and around it what stays. */
export function Layout(props: FrameProps): JSX.Element {
  const { visit, site } = props;
  return (
    <>
      {"<!doctype html>"}
      <html lang="en" data-theme={visit.theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content={htmxConfig} />
          <WindowTitle {...props} />
          <link rel="icon" type="image/svg+xml" href={assetUrls.mark} />
          <link rel="stylesheet" href={assetUrls.style} />
          <script src={assetUrls.htmx} defer></script>
          <script src={assetUrls.ptag} defer></script>
          <script src={assetUrls.live} defer></script>
          <script src={assetUrls.keys} defer></script>
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to content
          </a>
          {visit.notice === undefined ? <></> : <Banner tone="good" text={visit.notice} />}
          <Frame {...props} />
          <p id="contact" class="banner bad" role="alert" hidden></p>
          <p id="status" class="unseen" role="status"></p>
          <Footer visit={visit} site={site} />
          <KeyboardHelp />
        </body>
      </html>
    </>
  );
}

/** What a poll answers with: all that changes. */
export function Fragment(props: FrameProps): JSX.Element {
  return (
    <>
      <WindowTitle {...props} />
      <Frame {...props} />
    </>
  );
}

/** Carries the worst number, for who has the page in a tab. */
function WindowTitle({ shown, view }: FrameProps): JSX.Element {
  const dead = view?.numbers.sizes.dead ?? 0;
  return <title safe>{`${dead > 0 ? `(${dead} dead) ` : ""}${shown.title} · Millrace`}</title>;
}

function Frame({ visit, shown, site, view }: FrameProps): JSX.Element {
  const url = visit.query.size === 0 ? visit.path : `${visit.path}?${visit.query.toString()}`;
  return (
    <Poll url={url} seconds={shown.pollSeconds} dead={view?.numbers.sizes.dead}>
      <header class="top">
        <a class="name" href="/">
          <img src={assetUrls.mark} alt="" width="24" height="24" />
          <span>millrace</span>
        </a>
        {site.environment === "development" ? (
          <></>
        ) : (
          <span class={`badge ${site.environment}`} safe>
            {site.environment}
          </span>
        )}
        <Tabs path={visit.path} numbers={view?.numbers} />
        <Freshness />
        <RoleBadge visit={visit} room="wide-only" />
      </header>
      {view === undefined ? <></> : <Summary view={view} />}
      <main id="main" tabindex="-1">
        {view === undefined ? <></> : <Banners view={view} />}
        <div class={shown.isTitleUnseen === true ? "unseen" : "title"}>
          <Above above={shown.above} />
          <h1 safe>{shown.title}</h1>
          <div class="actions">{(shown.actions ?? "") as "safe"}</div>
        </div>
        {shown.content as "safe"}
      </main>
    </Poll>
  );
}

/** What the visitor may do here; where there is little room it stands at the foot of the page. */
function RoleBadge({ visit, room }: { readonly visit: Visit; readonly room: "wide-only" | "narrow-only" }): JSX.Element {
  const { role, isUnasked } = visit.visitor;
  if (!isUnasked) return <span class={`badge ${room}`}>{role}</span>;
  return (
    <span class={`badge ${room}`} title="Nobody is asked for a password: whoever reaches this page may do everything">
      no password
    </span>
  );
}

function Above({ above }: { readonly above: Shown["above"] }): JSX.Element {
  if (above === undefined) return <></>;
  return (
    <p class="above">
      <a href={above.href} safe>
        {above.title}
      </a>
      <span aria-hidden="true"> ▸</span>
    </p>
  );
}

function Footer({ visit, site }: { readonly visit: Visit; readonly site: Site }): JSX.Element {
  return (
    <footer>
      <span safe>{`millrace ${site.version}`}</span>
      <time id="clock" datetime={isoText(visit.now)} data-zone={visit.zone} safe>
        {momentText(visit.now, visit.zone)}
      </time>
      <RoleBadge visit={visit} room="narrow-only" />
      <ZoneSwitch visit={visit} />
      <ThemeSwitch visit={visit} />
      <button type="button" id="help" class="plain" hidden>
        Keyboard <kbd>?</kbd>
      </button>
    </footer>
  );
}
