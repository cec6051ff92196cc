/** @jsxImportSource @kitajs/html */
import type { AttemptShown, JobShown } from "../../src/engine/shown.ts";
import type { Failure } from "../../src/job/failure.ts";
import type { Visit } from "../../src/web/visit.ts";
import { ownFrames } from "../backtrace.ts";
import { count, counted } from "../numbers.ts";
import { Copy } from "./copy.tsx";
import { Panel } from "./panel.tsx";
import { When } from "./time.tsx";

/** What went wrong last, the application's own frames first. */
export function JobFailure({ failure }: { readonly failure: Failure }): JSX.Element {
  const lines = failure.backtrace ?? [];
  const own = ownFrames(lines);
  return (
    <Panel id="failure" title="Error" aside={lines.length === 0 ? <></> : <Copy label="Copy backtrace" from="#backtrace" />}>
      <div class="body">
        <p class="dead message">
          <strong safe>{failure.errtype}</strong>
        </p>
        <p class="message" safe>
          {failure.message}
        </p>
        {own.length === 0 ? <></> : <Frames title="Frames of the application" lines={own} />}
        {lines.length === 0 ? (
          <p class="muted">The worker sent no backtrace.</p>
        ) : (
          <details open={own.length === 0}>
            <summary safe>
              {own.length === 0 ? `Backtrace, ${counted(lines.length, "line")}` : `All ${counted(lines.length, "line")} of the backtrace`}
            </summary>
            <pre id="backtrace" tabindex="0" aria-label="Backtrace" safe>
              {lines.join("\n")}
            </pre>
          </details>
        )}
      </div>
    </Panel>
  );
}

function Frames({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): JSX.Element {
  return (
    <>
      <p class="muted small" safe>
        {title}
      </p>
      <pre tabindex="0" aria-label={title} safe>
        {lines.join("\n")}
      </pre>
    </>
  );
}

/** Its failed runs, the last one first. */
export function JobAttempts({ job, visit }: { readonly job: JobShown; readonly visit: Visit }): JSX.Element {
  const newest = [...job.attempts].reverse();
  const earlier = job.failure === undefined ? 0 : job.failure.retryCount + 1 - newest.length;
  return (
    <Panel id="attempts" title="Attempts that failed">
      {newest.length === 0 ? (
        <p class="muted">Nothing is known of its runs.</p>
      ) : (
        <ol class="attempts">
          {newest.map((attempt) => (
            <li>
              <Attempt attempt={attempt} visit={visit} />
            </li>
          ))}
        </ol>
      )}
      {newest.length > 0 && earlier > 0 ? <p class="muted small" safe>{`${count(earlier)} before that`}</p> : <></>}
    </Panel>
  );
}

function Attempt({ attempt, visit }: { readonly attempt: AttemptShown; readonly visit: Visit }): JSX.Element {
  const { at, runMs, wid, errtype, message } = attempt;
  return (
    <>
      <p class="line">
        <strong class="dead message" safe>
          {errtype}
        </strong>
        <When at={at} visit={visit} />
        {runMs === undefined ? <></> : <span class="muted" safe>{`after ${runText(runMs)}`}</span>}
        <span class="muted" safe>
          {wid === "" ? "a worker without a name" : `worker ${wid}`}
        </span>
      </p>
      <p class="muted" safe>
        {message}
      </p>
    </>
  );
}

/** How long a run took: `0.4 s`, `31 min`. */
export function runText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
