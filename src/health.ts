import type { Clock } from "./clock.ts";
import { residentBytes } from "./memory-use.ts";

/** What the server knows of itself, beside the engine's numbers (spec §3 INFO, §8 `/health`). */
export interface Vitals {
  /** Clients look for a word in it before they use what not every server has. */
  readonly description: string;
  /** The level of the protocol. */
  readonly faktoryVersion: string;
  /** Ours. */
  readonly version: string;
  readonly uptimeSeconds: number;
  /** Finished handshakes that are open. */
  readonly connections: number;
  /** Known commands since the start. */
  readonly commandCount: number;
  readonly usedMemoryMb: number;
}

interface VitalsParts {
  readonly version: string;
  readonly clock: Clock;
  /** The connections as they count themselves. */
  readonly connections: () => Pick<Vitals, "connections" | "commandCount">;
}

/** Takes the pulse of this process, from now on. */
export function startVitals({ version, clock, connections }: VitalsParts): () => Vitals {
  const start = clock.monotonic();
  return () => ({
    description: "Millrace (Faktory Enterprise compatible)",
    faktoryVersion: "1.10.0",
    version,
    uptimeSeconds: Math.floor((clock.monotonic() - start) / 1_000),
    ...connections(),
    usedMemoryMb: Math.round(residentBytes() / 1_048_576),
  });
}
