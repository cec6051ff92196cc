import { infoText } from "../../src/commands/info.ts";
import type { Engine } from "../../src/assemble.ts";
import { webApp } from "../../src/web/app.ts";
import { serveWeb } from "../../src/web/serve.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { logInto, startTestServer, type TestServer } from "../support/server.ts";
import type { ManualClock } from "../support/manual-clock.ts";
import { openAccess } from "../support/web.ts";

/** A server with its pages, for as long as a suite looks at them. */
export interface RunningWeb extends TestServer {
  readonly webPort: number;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** Starts one whose clock runs, whose passwords are `all` and `look`, and fills it. */
export async function startWeb(fill: (engine: Engine, clock: ManualClock) => Promise<void>): Promise<RunningWeb> {
  const server = startTestServer();
  const { engine, vitals, clock } = server;
  await fill(engine, clock);
  const answer = webApp({
    engine,
    vitals,
    info: () => infoText(engine, vitals()),
    isStopping: () => false,
    configuration: () => ['[web] binding = "localhost:7420"'],
    access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }),
    isLoopback: true,
    site: { version: "0.0.0", environment: "production" },
    clock,
    random: fixedRandom(0),
    log: logInto(server.logged),
  });
  const web = serveWeb("127.0.0.1", 0, answer);
  let isRunning = true;
  const pulse = (async () => {
    for (; isRunning; await Bun.sleep(10)) await clock.advance(10);
  })();
  return {
    ...server,
    webPort: web.port,
    get: (path, headers = {}) => fetch(`http://127.0.0.1:${web.port}${path}`, { headers }),
    stop: async () => {
      web.stop();
      isRunning = false;
      await pulse;
      await server.stop();
    },
  };
}
