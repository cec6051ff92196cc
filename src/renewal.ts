import type { Clock } from "./clock.ts";
import type { Bound } from "./config/binding.ts";
import { type Certificate, readCertificate } from "./config/certificate.ts";
import type { Config } from "./config/config.ts";
import type { Reloads } from "./config/reload.ts";
import type { Log } from "./log.ts";
import { Trouble } from "./result.ts";

/** Opens a socket on one address; it speaks TLS where a certificate is given. */
export type Open = (hostname: string, port: number, certificate: Certificate | undefined) => Bound;

/** Makes of `open` what `bindAll` takes. */
export type Binder = (open: Open) => (hostname: string, port: number) => Bound;

interface RenewalParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** How long after a failure a socket is opened again: its address was ours a moment ago. */
const againMs = 1_000;

/**
 * The listening sockets of both ports present the certificate of the config directory (spec §1), and from a reload on the one that lies
 * there then (spec §7 HUP). Throws `Trouble` where there is one that can't be used; at a reload that is a warning, and the old one stays.
 */
export function certified(configuration: Pick<Reloads, "config" | "onReload">, parts: RenewalParts): Binder {
  const read = ({ tlsFiles }: Config) => (tlsFiles === undefined ? undefined : readCertificate(tlsFiles, parts.clock.wall()));
  const first = read(configuration.config());
  if (first?.ok === false) throw new Trouble(first.message);
  if (first?.value.warning !== undefined) parts.log.warn(first.value.warning);
  const { binder, renew } = renewable(first?.value, parts);

  configuration.onReload((config) => {
    const next = read(config);
    if (next === undefined) return;
    if (!next.ok) return parts.log.warn(`reload: ${next.message}; the old certificate stays`);
    if (next.value.warning !== undefined) parts.log.warn(`reload: ${next.value.warning}`);
    if (renew(next.value)) parts.log.info("reload: new connections get the new certificate");
  });
  return binder;
}

interface Renewable {
  readonly binder: Binder;
  /** False where it is the same. */
  readonly renew: (next: Certificate) => boolean;
}

/** The runtime takes a new certificate only with a new listening socket, so each is closed and at once opened again; connections stay. */
function renewable(first: Certificate | undefined, { clock, log }: RenewalParts): Renewable {
  let certificate = first;
  const reopeners: (() => void)[] = [];

  function bind(open: Open, hostname: string, wantedPort: number): Bound {
    let bound = open(hostname, wantedPort, certificate);
    const { port } = bound;
    let isStopped = false;

    function reopen(): void {
      if (isStopped) return;
      bound.stop();
      try {
        bound = open(hostname, port, certificate);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error(`port ${port} on ${hostname} could not be opened again with its new certificate, trying on: ${reason}`);
        clock.after(againMs, reopen);
      }
    }

    reopeners.push(reopen);
    return {
      port,
      stop: () => {
        isStopped = true;
        bound.stop();
      },
    };
  }

  return {
    binder: (open) => (hostname, port) => bind(open, hostname, port),
    renew: (next) => {
      if (certificate?.key === next.key && certificate.cert === next.cert) return false;
      certificate = next;
      for (const reopen of reopeners) reopen();
      return true;
    },
  };
}
