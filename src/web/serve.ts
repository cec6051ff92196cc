import type { Bound } from "../config/binding.ts";
import type { Certificate } from "../config/certificate.ts";
import type { Answer } from "./app.ts";

/** Opens the web port on one address (spec §8), with TLS where there is a certificate. */
export function serveWeb(hostname: string, port: number, answer: Answer, certificate?: Certificate): Bound {
  const server = Bun.serve({
    hostname,
    port,
    // Not shared: a second server on the port is refused instead of quietly getting half of the requests.
    reusePort: false,
    // The runtime's own answer to a longer one is empty: `form.ts` counts, and the page says how much may be.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    ...(certificate === undefined ? {} : { tls: { key: certificate.key, cert: certificate.cert } }),
    fetch: (request, self) => answer(request, self.requestIP(request)?.address ?? ""),
  });
  return { port: server.port ?? port, stop: () => void server.stop() };
}
