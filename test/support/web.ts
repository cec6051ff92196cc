import { infoText } from "../../src/commands/info.ts";
import type { Log } from "../../src/log.ts";
import { webApp, type WebParts } from "../../src/web/app.ts";
import { serveWeb } from "../../src/web/serve.ts";
import { logInto, type TestServer, withServer } from "./server.ts";

/** The web port of a test's server. */
export interface TestWeb extends TestServer {
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Response>;
}

/** Runs `story` with a server of its own and its web port (spec §8); `parts` replaces some of what the pages are made from. */
export function withWeb(
  story: (web: TestWeb) => Promise<void>,
  parts: (server: TestServer) => Partial<WebParts> = () => ({}),
): Promise<void> {
  return withServer(async (server) => {
    const log: Log = logInto(server.logged);
    const { engine, vitals, clock } = server;
    const answer = webApp({ engine, vitals, info: () => infoText(engine, vitals()), clock, log, isLoopback: true, ...parts(server) });
    const web = serveWeb("127.0.0.1", 0, answer);
    try {
      await story({
        ...server,
        get: (path, headers = {}, method = "GET") => fetch(`http://127.0.0.1:${web.port}${path}`, { method, headers }),
      });
    } finally {
      web.stop();
    }
  });
}
