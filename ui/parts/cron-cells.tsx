/** @jsxImportSource @kitajs/html */
import type { Engine } from "../../src/assemble.ts";
import type { CronRun } from "../../src/store/ports/cron.ts";
import type { Visit } from "../../src/web/visit.ts";
import { scheduleWords } from "../schedule-words.ts";
import { cronUrl, jidUrl } from "../urls.ts";
import { Act } from "./act.tsx";
import { Empty } from "./empty.tsx";
import { State } from "./glyph.tsx";
import { RunState } from "./run-strip.tsx";
import { When } from "./time.tsx";

/** A cron entry as the engine tells it. */
export type CronShown = ReturnType<Engine["cron"]["list"]>[number];

/** When it runs, in words where there are some, and as it is written. */
export function Schedule({ entry: { schedule, timezone } }: { readonly entry: CronShown }): JSX.Element {
  const words = scheduleWords(schedule);
  return (
    <span>
      {words === undefined ? <></> : <span safe>{`${words.charAt(0).toUpperCase()}${words.slice(1)}`}</span>}
      {words === undefined ? <></> : <br />}
      <code class="muted" safe>
        {schedule}
      </code>
      {timezone === undefined ? <></> : <span class="muted" safe>{` ${timezone}`}</span>}
    </span>
  );
}

/** When it runs next; that it is paused. */
export function NextRun({ entry: { isPaused, next }, visit }: { readonly entry: CronShown; readonly visit: Visit }): JSX.Element {
  const [first] = next;
  if (isPaused) return <State of="paused" word="Paused" />;
  return first === undefined ? <span class="muted">never</span> : <When at={first} visit={visit} />;
}

/** What became of its last run. */
export function LastRun({ run, visit }: { readonly run: CronRun | undefined; readonly visit: Visit }): JSX.Element {
  if (run === undefined) return <span class="muted">not yet</span>;
  return (
    <span class="share">
      {run.jid === "" || run.standing === "refused" ? (
        <RunState standing={run.standing} />
      ) : (
        <a href={jidUrl(run.jid)}>
          <RunState standing={run.standing} />
        </a>
      )}
      <When at={run.at} visit={visit} />
    </span>
  );
}

/** Runs it now, beside its schedule; holds it or lets it go on. */
export function CronActions({ entry: { name, isPaused }, back }: { readonly entry: CronShown; readonly back: string }): JSX.Element {
  const to = cronUrl(name);
  return (
    <>
      <Act to={to} fields={{ do: "run", back }} label="Run now" object={name} accessKey="r" />
      <Act to={to} fields={{ do: isPaused ? "resume" : "pause", back }} label={isPaused ? "Resume" : "Pause"} object={name} accessKey="p" />
    </>
  );
}

/** What stands on the page before there is an entry. */
export function NoCron(): JSX.Element {
  return (
    <Empty
      sign="scheduled"
      title="No cron entries"
      text="An entry pushes its job at times of a schedule: at minutes, hours and days as in a crontab, @hourly, or @every 10m. It stands in a file of conf.d in the configuration directory; a HUP reads it again."
    >
      <pre tabindex="0" aria-label="A first entry">{`[[cron]]\nschedule = "0 2 * * *"\n[cron.job]\ntype = "NightlyReport"`}</pre>
    </Empty>
  );
}
