/** @jsxImportSource @kitajs/html */
import type { DebugFacts } from "../../src/engine/shown.ts";
import type { Vitals } from "../../src/health.ts";
import type { Visit } from "../../src/web/visit.ts";
import { bytes, count, duration } from "../numbers.ts";
import type { Page } from "../pages.ts";
import { Copy } from "../parts/copy.tsx";
import { Fact, Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";

/** `/debug` (spec §8): the storage, this process and, for the admin, the configuration in force. */
export const debug: Page = {
  path: "/debug",
  name: "Debug",
  tab: { isUnderMore: true },
  show: async (visit, { engine, view, configuration }) => {
    const facts = await engine.inspect.debug();
    const content = (
      <>
        <div class="columns">
          <Storage facts={facts} visit={visit} />
          <ThisProcess facts={facts} vitals={view.vitals} />
        </div>
        <Files facts={facts} />
        {visit.visitor.role === "viewer" ? <></> : <Configuration lines={configuration()} />}
      </>
    );
    return { title: "Debug", content, pollSeconds: 10 };
  },
};

function Storage({
  facts: { directory, logBytes, freeBytes, totalBytes, syncs, checkpoints },
  visit,
}: {
  readonly facts: DebugFacts;
  readonly visit: Visit;
}): JSX.Element {
  return (
    <Panel id="storage" title="Storage">
      <Facts>
        <Fact name="Directory" text={directory} />
        <Fact name="Room left" text={`${bytes(freeBytes)} of ${bytes(totalBytes)}`} />
        <Fact name="Log, not copied yet" text={bytes(logBytes)} />
        {syncs === undefined ? (
          <Fact name="Syncs" text="none so far, or durability is “process”" />
        ) : (
          <Fact name="Sync p50 · p99 · max" text={`${ms(syncs.p50Ms)} · ${ms(syncs.p99Ms)} · ${ms(syncs.maxMs)}`} />
        )}
        <Fact name="Checkpoints" text={count(checkpoints.count)} />
        {checkpoints.lastAt === undefined ? (
          <></>
        ) : (
          <Fact name="Last checkpoint">
            <>
              <When at={checkpoints.lastAt} visit={visit} />
              <span safe>{checkpoints.lastMs === undefined ? "" : `, took ${ms(checkpoints.lastMs)}`}</span>
            </>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function ThisProcess({ facts: { lagMs }, vitals }: { readonly facts: DebugFacts; readonly vitals: Vitals }): JSX.Element {
  return (
    <Panel id="process" title="This server">
      <Facts>
        <Fact name="Version" text={vitals.version} />
        <Fact name="Speaks as" text={`${vitals.description}, ${vitals.faktoryVersion}`} />
        <Fact name="Runtime" text={`Bun ${Bun.version} on ${process.platform} ${process.arch}`} />
        <Fact name="Up for" text={duration(vitals.uptimeSeconds)} />
        <Fact name="Connections" text={count(vitals.connections)} />
        <Fact name="Commands" text={count(vitals.commandCount)} />
        <Fact name="Memory" text={`${count(vitals.usedMemoryMb)} MB`} />
        <Fact name="A timer is late by" text={ms(lagMs)} />
      </Facts>
    </Panel>
  );
}

function Files({ facts: { files } }: { readonly facts: DebugFacts }): JSX.Element {
  const rows = files.map(({ name, bytes: size }) => ({
    cells: [<code safe>{name}</code>, <span safe>{size < 1_024 ? bytes(size) : `${bytes(size)} (${count(size)} B)`}</span>],
  }));
  return (
    <Table
      caption="Files"
      columns={[
        { title: "File", kind: "wide" },
        { title: "Size", kind: "number" },
      ]}
      rows={rows}
    />
  );
}

function Configuration({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  if (lines.length === 0) return <></>;
  return (
    <Panel id="configuration" title="Configuration in force" aside={<Copy label="Copy" from="#configuration-text" />}>
      <div class="body">
        <pre id="configuration-text" tabindex="0" aria-label="Configuration" safe>
          {lines.join("\n")}
        </pre>
      </div>
    </Panel>
  );
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
