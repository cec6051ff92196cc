import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { ok, refuse, type Result } from "../result.ts";
import type { Config } from "./config.ts";
import { fileFault } from "./file-fault.ts";

/** A key and its certificate as both ports present them (spec §1), in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** What is odd about it, though it may be used: it has expired, or is not valid yet. */
  readonly warning?: string;
}

/** Reads both files and looks whether they belong together (spec §1); `now` is wall time in microseconds. */
export function readCertificate(files: NonNullable<Config["tlsFiles"]>, now: number): Result<Certificate> {
  const key = contentOf(files.key);
  if (!key.ok) return key;
  const cert = contentOf(files.cert);
  if (!cert.ok) return cert;
  const known = parsed(() => new X509Certificate(cert.value));
  if (known === undefined) return refuse(`${files.cert} holds no certificate in PEM`);
  const secret = parsed(() => createPrivateKey(key.value));
  if (secret === undefined) return refuse(`${files.key} holds no private key in PEM, or one with a passphrase`);
  if (!isPair(known, secret)) return refuse(`the key in ${files.key} is not that of the certificate in ${files.cert}`);
  // As the sockets will read it, behind the first certificate too: one that fails later leaves the port closed.
  if (parsed(() => createSecureContext({ key: key.value, cert: cert.value })) === undefined) {
    return refuse(`${files.cert} can't be used: a certificate behind the first is broken`);
  }
  const warning = validityWarning(known, files.cert, now);
  return ok({ key: key.value, cert: cert.value, ...(warning === undefined ? {} : { warning }) });
}

function contentOf(path: string): Result<string> {
  try {
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return refuse(`${path} can't be read: ${fileFault(error).text}`);
  }
}

/** What the parser makes of it; whatever it throws means that it can't. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function isPair(certificate: X509Certificate, key: KeyObject): boolean {
  return parsed(() => certificate.checkPrivateKey(key)) === true;
}

/** Clients that look will refuse it; others go on, and a server that does not start helps neither. */
function validityWarning({ validFrom, validTo }: X509Certificate, path: string, now: number): string | undefined {
  if (Date.parse(validTo) * 1_000 < now) return `the certificate in ${path} expired on ${validTo}: clients that check it will not connect`;
  if (Date.parse(validFrom) * 1_000 > now) {
    return `the certificate in ${path} is not valid before ${validFrom}: clients that check it will not connect`;
  }
  return undefined;
}
