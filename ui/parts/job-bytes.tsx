/** @jsxImportSource @kitajs/html */
import type { JobShown } from "../../src/engine/shown.ts";
import { membersOf, pretty, textOf } from "../json.ts";
import { bytes, count, counted } from "../numbers.ts";
import { payloadUrl } from "../urls.ts";
import { Copy } from "./copy.tsx";
import { Panel } from "./panel.tsx";

/** So much of a payload is shown before somebody asks for all of it, and so much at all. */
const bytesShown = 64 * 1024;
const bytesShownMax = 1024 * 1024;
/** A job may have a hundred thousand members that nobody asked for. */
const othersShownMax = 100;

interface BytesProps {
  readonly job: JobShown;
  /** Somebody asked for all of it. */
  readonly isWhole: boolean;
  /** Where all of it is shown. */
  readonly wholeUrl: string;
}

/** A job as it was pushed: its args, its other members, and all of it as it is stored, byte for byte (spec §2). */
export function JobBytes({ job, isWhole, wholeUrl }: BytesProps): JSX.Element {
  const shown = isWhole ? bytesShownMax : bytesShown;
  const isCut = job.payload.length > shown;
  const members = isCut ? [] : membersOf(job.payload);
  const args = members.find(({ name }) => name === "args")?.value;
  const others = members.filter(({ name }) => !["args", "jid", "jobtype", "queue", "custom"].includes(name));
  const custom = members.find(({ name }) => name === "custom")?.value;
  const raw = textOf(job.payload, 0, Math.min(job.payload.length, shown));
  return (
    <div>
      {args === undefined ? <></> : <Json id="args" title="Args" json={args} />}
      {custom === undefined ? <></> : <Json id="custom" title="Custom" json={custom} />}
      <Panel id="raw" title="As it was pushed" aside={<AsFile job={job} isCut={isCut} />}>
        {others.length === 0 ? <></> : <Others others={others} />}
        <div class="body">
          <details open={isCut}>
            <summary safe>{`All ${bytes(job.payload.length)}, byte for byte`}</summary>
            <pre id="raw-text" class="wrap" tabindex="0" aria-label="The job's bytes" safe>
              {raw}
            </pre>
          </details>
          {isCut ? <Rest length={job.payload.length} shown={shown} isWhole={isWhole} wholeUrl={wholeUrl} /> : <></>}
        </div>
      </Panel>
    </div>
  );
}

/** What is cut here can be had whole as a file only. */
function AsFile({ job, isCut }: { readonly job: JobShown; readonly isCut: boolean }): JSX.Element {
  return (
    <span class="actions">
      {isCut ? <></> : <Copy label="Copy JSON" from="#raw-text" />}
      <a class="button" href={payloadUrl(job)} download="">
        Download
      </a>
    </span>
  );
}

interface RestProps {
  readonly length: number;
  readonly shown: number;
  readonly isWhole: boolean;
  readonly wholeUrl: string;
}

function Rest({ length, shown, isWhole, wholeUrl }: RestProps): JSX.Element {
  return (
    <p>
      <span class="muted" safe>{`The first ${bytes(shown)} of ${bytes(length)}. `}</span>
      {isWhole ? (
        <></>
      ) : (
        <a href={wholeUrl} safe>{`Show ${length > bytesShownMax ? `the first ${bytes(bytesShownMax)}` : `all ${bytes(length)}`}`}</a>
      )}
    </p>
  );
}

/** One value, laid out; nothing of it is read into numbers that would lose digits. */
function Json({ id, title, json }: { readonly id: string; readonly title: string; readonly json: string }): JSX.Element {
  return (
    <Panel id={id} title={title} aside={<Copy label={`Copy ${title.toLowerCase()}`} from={`#${id}-raw`} />}>
      <div class="body">
        <pre tabindex="0" aria-label={title} safe>
          {pretty(json)}
        </pre>
        <span id={`${id}-raw`} hidden safe>
          {json}
        </span>
        <p class="muted small" safe>{`${count(Buffer.byteLength(json))} B`}</p>
      </div>
    </Panel>
  );
}

function Others({ others }: { readonly others: readonly { readonly name: string; readonly value: string }[] }): JSX.Element {
  const more = others.length - othersShownMax;
  return (
    <>
      <dl class="facts">
        {others.slice(0, othersShownMax).map(({ name, value }) => (
          <div>
            <dt class="mono" safe>
              {name}
            </dt>
            <dd>
              <code class="clip" safe>
                {value.length > 200 ? `${value.slice(0, 200)}…` : value}
              </code>
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 ? <p class="muted small" safe>{`${counted(more, "more member")} below`}</p> : <></>}
    </>
  );
}
