import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble, type Engine } from "../../src/assemble.ts";
import { commandTable } from "../../src/commands/index.ts";
import { startVitals, type Vitals } from "../../src/health.ts";
import { limits } from "../../src/limits.ts";
import type { Log } from "../../src/log.ts";
import { type ConnectionLimits, Connections } from "../../src/server/connections.ts";
import { dispatcher } from "../../src/server/dispatch.ts";
import { listen } from "../../src/server/listener.ts";
import { PasswordChecks } from "../../src/server/password-checks.ts";
import type { Running } from "../../src/shutdown.ts";
import { openStore } from "../../src/store/open.ts";
import { allTasks } from "../../src/tasks/index.ts";
import { startTicker } from "../../src/tasks/ticker.ts";
import type { TestCertificate } from "./certificates.ts";
import { fixedRandom, freshBytes } from "./fixed-random.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";

/** The real server in this process, on a free port, with a storage of its own and a clock that the test moves. */
export interface TestServer {
  readonly port: number;
  readonly clock: ManualClock;
  readonly engine: Engine;
  readonly connections: Connections;
  /** What `stopOrder` takes. */
  readonly running: Running;
  /** What was logged, one text a line, with its level in front. */
  readonly logged: string[];
  readonly vitals: () => Vitals;
  stop(): Promise<void>;
}

/** What a test's server is beside its limits. */
export interface ServerSetting {
  readonly password?: string;
  /** With one it speaks TLS. */
  readonly certificate?: TestCertificate;
}

/** Starts the server (spec §1); `bounds` replaces some of its limits. */
export function startTestServer(bounds: Partial<ConnectionLimits> = {}, { password, certificate }: ServerSetting = {}): TestServer {
  const directory = mkdtempSync(join(tmpdir(), "millrace-server-"));
  const clock = manualClock();
  const logged: string[] = [];
  const log = logInto(logged);
  const store = openStore({ directory, durability: "process", clock, onFatal: log.error, warn: log.warn });
  const engine = assemble({ store, clock, random: freshBytes(fixedRandom(0)), log });
  const vitals = startVitals({ version: "0.0.0", clock, connections: () => connections.counts() });
  const connections: Connections = new Connections({
    engine,
    commands: commandTable(clock, vitals),
    dispatch: dispatcher({ engine, clock, log }),
    clock,
    log,
    limits: { ...limits, ...bounds },
    passwords: password === undefined ? undefined : new PasswordChecks({ password, clock, random: fixedRandom(0), log }),
  });
  const ticker = startTicker(allTasks(), { engine, clock, log });
  const listener = listen("127.0.0.1", 0, connections, certificate);
  return {
    port: listener.port,
    clock,
    engine,
    connections,
    logged,
    vitals,
    running: { commands: listener, pages: undefined, connections, engine, ticker, store },
    stop: async () => {
      listener.stop();
      connections.closeAll();
      await ticker.stop();
      engine.stopWaiting();
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Runs `story` with a server of its own. */
export async function withServer(
  story: (server: TestServer) => Promise<void>,
  bounds: Partial<ConnectionLimits> = {},
  setting: ServerSetting = {},
): Promise<void> {
  const server = startTestServer(bounds, setting);
  try {
    await story(server);
  } finally {
    await server.stop();
  }
}

/** A log that a test reads. */
export function logInto(lines: string[]): Log {
  const at = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
