import type { Bound } from "../config/binding.ts";

/** Opens the web port on one address (spec §8). */
export function serveWeb(hostname: string, port: number, answer: (request: Request) => Promise<Response>): Bound {
  // Not shared: a second server on the port is refused instead of quietly getting half of the requests.
  const server = Bun.serve({ hostname, port, reusePort: false, fetch: answer });
  return { port: server.port ?? port, stop: () => void server.stop() };
}
