import { infoText } from "../../src/commands/info.ts";
import type { Log } from "../../src/log.ts";
import { webApp, type WebParts } from "../../src/web/app.ts";
import type { Access } from "../../src/web/gate.ts";
import { serveWeb } from "../../src/web/serve.ts";
import { fixedRandom } from "./fixed-random.ts";
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
        get: (path, headers = {}, method = "GET") => fetch(`http://127.0.0.1:${web.port}${path}`, { method, headers }),
      });
    } finally {
      web.stop();
    }
  });
}
