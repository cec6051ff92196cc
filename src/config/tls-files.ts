import { statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { fileFault } from "./file-fault.ts";

/** Finds key and certificate (spec §1) in the config directory: both or none. What is wrong with them goes to `problems`. */
export function findTlsFiles(configDirectory: string, problems: string[]): Config["tlsFiles"] {
  const key = join(configDirectory, "private.key.pem");
  const cert = join(configDirectory, "public.cert.pem");
  const [hasKey, hasCert] = [isThere(key, problems), isThere(cert, problems)];
  if (hasKey && hasCert) return { key, cert };
  if (hasKey !== hasCert) problems.push(`TLS needs both ${key} and ${cert}: ${hasKey ? cert : key} is missing`);
  return undefined;
}

/** A directory that may not be searched is no reason to serve without TLS. */
function isThere(path: string, problems: string[]): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const fault = fileFault(error);
    if (!fault.isMissing) problems.push(`${path} can't be looked at: ${fault.text}`);
    return !fault.isMissing;
  }
}
