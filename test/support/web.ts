import { infoText } from "../../src/commands/info.ts";
import type { Log } from "../../src/log.ts";
import { webApp, type WebParts } from "../../src/web/app.ts";
import type { Access } from "../../src/web/gate.ts";
import { serveWeb } from "../../src/web/serve.ts";
import { fixedRandom } from "./fixed-random.ts";
import type { ManualClock } from "./manual-clock.ts";
import { logInto, type TestServer, withServer } from "./server.ts";

/** The web port of a test's server. */
export interface TestWeb extends TestServer {
  readonly webPort: number;
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Response>;
}

/** A web port that asks for no password (spec §8). */
export const openAccess: Access = { password: undefined, readonlyPassword: undefined, skipsPassword: false, origins: [], prefix: "" };

/** Runs `story` with a server of its own and its web port (spec §8); `parts` replaces some of what the pages are made from. */
export function withWeb(
  story: (web: TestWeb) => Promise<void>,
  parts: (server: TestServer) => Partial<WebParts> = () => ({}),
): Promise<void> {
  return withServer(async (server) => {
    const log: Log = logInto(server.logged);
    const { engine, vitals, clock, connections } = server;
    const answer = webApp({
      engine,
      vitals,
      info: () => infoText(engine, vitals()),
      isStopping: () => connections.isRefusing,
      configuration: () => ['[web] binding = "localhost:7420"'],
      access: () => openAccess,
      isLoopback: true,
      site: { version: "0.0.0", environment: "development" },
      clock,
      random: fixedRandom(0),
      log,
      ...parts(server),
    });
    const web = serveWeb("127.0.0.1", 0, answer);
    try {
      await story({
        ...server,
        webPort: web.port,
        get: (path, headers = {}, method = "GET") => {
          const answer = fetch(`http://127.0.0.1:${web.port}${path}`, { method, headers });
          // That page measures how late a timer is.
          return path.startsWith("/debug") ? whileClockRuns(clock, answer) : answer;
        },
      });
    } finally {
      web.stop();
    }
  });
}

/** Lets the clock run until the answer is there. */
async function whileClockRuns<T>(clock: ManualClock, answer: Promise<T>): Promise<T> {
  let isThere = false;
  const ended = answer.finally(() => {
    isThere = true;
  });
  // Slower than the machine's own: however long the answer takes, it stays within the second for which it is shared.
  for (; !isThere; await Bun.sleep(5)) await clock.advance(1);
  return ended;
}
