/** @jsxImportSource @kitajs/html */
import type { CronRun } from "../../src/store/ports/cron.ts";
import type { Visit } from "../../src/web/visit.ts";
import type { Page } from "../pages.ts";
import { CronActions, type CronShown, NextRun, Schedule } from "../parts/cron-cells.tsx";
import { Empty } from "../parts/empty.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { RunState } from "../parts/run-strip.tsx";
import { Table } from "../parts/table.tsx";
import { Moment, When } from "../parts/time.tsx";
import { cronUrl, jidUrl, queueUrl } from "../urls.ts";

/** `/cron/NAME` (dashboard, section 6): one entry, its next five runs and its last twenty. */
export const cronEntry: Page = {
  path: "/cron/:name",
  name: "Cron entry",
  show: async (visit, { engine }) => {
    const name = visit.params["name"] ?? "";
    const entry = engine.cron.find(name);
    if (entry === undefined) return undefined;
    const runs = (await engine.inspect.cronRuns([name])).get(name) ?? [];
    return {
      title: name,
      above: { title: "Cron", href: "/cron" },
      content: (
        <>
          <Head entry={entry} visit={visit} />
          <div class="columns">
            <NextRuns entry={entry} visit={visit} />
            <LastRuns runs={runs} visit={visit} />
          </div>
        </>
      ),
      ...(visit.visitor.role === "admin" ? { actions: <CronActions entry={entry} back={cronUrl(name)} /> } : {}),
      pollSeconds: 15,
    };
  },
};

function Head({ entry, visit }: { readonly entry: CronShown; readonly visit: Visit }): JSX.Element {
  return (
    <Facts>
      <Fact name="Schedule">
        <Schedule entry={entry} />
      </Fact>
      <Fact name="Next run">
        <NextRun entry={entry} visit={visit} />
      </Fact>
      <Fact name="Job" text={entry.jobtype} />
      <Fact name="Queue">
        <a href={queueUrl(entry.queue)} safe>
          {entry.queue}
        </a>
      </Fact>
    </Facts>
  );
}

function NextRuns({ entry, visit }: { readonly entry: CronShown; readonly visit: Visit }): JSX.Element {
  // By its own clock, where that is another one.
  const zone = entry.timezone ?? /^(?:CRON_)?TZ=(\S+)/.exec(entry.schedule)?.[1] ?? visit.zone;
  return (
    <Panel id="next-runs" title="Next runs">
      {entry.next.length === 0 ? (
        <p class="muted">{entry.isPaused ? "None while it is paused: its times pass, and are not made up for." : "None."}</p>
      ) : (
        <Table
          caption="Next runs"
          isCaptionHidden
          columns={[{ title: "When" }, { title: "At", kind: "wide" }]}
          rows={entry.next.map((at) => ({
            cells: [
              <When at={at} visit={visit} />,
              <span>
                <Moment at={at} visit={visit} />
                {zone === visit.zone ? (
                  <></>
                ) : (
                  <small class="muted">
                    <br />
                    <Moment at={at} visit={{ ...visit, zone }} />
                  </small>
                )}
              </span>,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function LastRuns({ runs, visit }: { readonly runs: readonly CronRun[]; readonly visit: Visit }): JSX.Element {
  return (
    <Panel id="last-runs" title="Last runs">
      {runs.length === 0 ? (
        <Empty sign="scheduled" title="It has not run yet" text="The last 20 runs are kept, each with what became of its job." />
      ) : (
        <Table
          caption="The last 20 runs"
          isCaptionHidden
          columns={[{ title: "Result" }, { title: "When" }, { title: "Job", kind: "wide" }]}
          rows={runs.map((run) => ({
            id: `r${run.id}`,
            cells: [<RunState standing={run.standing} />, <When at={run.at} visit={visit} />, <RunJob run={run} />],
          }))}
        />
      )}
    </Panel>
  );
}

function RunJob({ run: { jid, standing } }: { readonly run: CronRun }): JSX.Element {
  if (standing === "missed") return <span class="muted">no server ran at that time, nor within the hour after it</span>;
  if (standing === "refused") return <span class="muted">not pushed: the log says why</span>;
  return (
    <a class="mono" href={jidUrl(jid)} safe>
      {jid}
    </a>
  );
}
