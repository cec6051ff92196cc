/** @jsxImportSource @kitajs/html */
import type { JobUsesShown } from "../../src/engine/shown-features.ts";
import type { Track } from "../../src/store/ports/tracks.ts";
import type { Visit } from "../../src/web/visit.ts";
import { batchUrl, cronUrl } from "../urls.ts";
import { BatchBar, batchTitle } from "./batch.tsx";
import { Fact, Facts } from "./facts.tsx";
import { Panel } from "./panel.tsx";
import { When } from "./time.tsx";
import { isSilent, TrackBar } from "./track.tsx";

interface JobUsesProps {
  readonly uses: JobUsesShown;
  readonly visit: Visit;
}

/** What a job uses of the features (spec §6): the batch it is part of, how far it says it is, the lock it holds, what pushed it. */
export function JobUses({ uses: { batch, callback, track, lockedUntil, cron }, visit }: JobUsesProps): JSX.Element {
  if ((batch ?? callback ?? track ?? lockedUntil ?? cron) === undefined) return <></>;
  return (
    <>
      <section aria-label="What it is part of">
        <Facts>
          {batch === undefined ? (
            <></>
          ) : (
            <Fact name="Part of">
              <span class="share">
                <a href={batchUrl(batch.bid)} safe>
                  {batchTitle(batch)}
                </a>
                <BatchBar batch={batch} />
              </span>
            </Fact>
          )}
          {callback === undefined ? (
            <></>
          ) : (
            <Fact name={`Callback (${callback.kind}) of`}>
              <a href={batchUrl(callback.bid)} safe>
                {callback.bid}
              </a>
            </Fact>
          )}
          {track === undefined ? <></> : <Tracked track={track} visit={visit} />}
          {lockedUntil === undefined ? (
            <></>
          ) : (
            <Fact name="Unique: its lock lapses">
              <When at={lockedUntil} visit={visit} />
            </Fact>
          )}
          {cron === undefined ? (
            <></>
          ) : (
            <Fact name="Pushed by cron">
              <a href={cronUrl(cron)} safe>
                {cron}
              </a>
            </Fact>
          )}
        </Facts>
      </section>
      {track?.result === undefined ? <></> : <Result result={track.result} />}
    </>
  );
}

/** What is known of a tracked job that is stored no more. */
export function LastTrack({ track, visit }: { readonly track: Track; readonly visit: Visit }): JSX.Element {
  return (
    <>
      <section aria-label="What its worker said">
        <Facts>
          <Tracked track={track} visit={visit} />
          <Fact name="State" text={track.state} />
        </Facts>
      </section>
      {track.result === undefined ? <></> : <Result result={track.result} />}
    </>
  );
}

function Tracked({ track, visit }: { readonly track: Track; readonly visit: Visit }): JSX.Element {
  return (
    <Fact name="Tracked">
      <span class="share">
        {isSilent(track) ? <span class="muted">its worker has said nothing</span> : <TrackBar track={track} />}
        <small>
          changed <When at={track.updated} visit={visit} />
        </small>
      </span>
    </Fact>
  );
}

function Result({ result }: { readonly result: string }): JSX.Element {
  return (
    <Panel id="result" title="Result">
      <div class="body">
        <pre class="wrap" tabindex="0" aria-label="Result" safe>
          {result}
        </pre>
      </div>
    </Panel>
  );
}
