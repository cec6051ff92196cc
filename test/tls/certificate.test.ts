import { afterAll, expect, test } from "bun:test";
import { createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCertificate } from "../../src/config/certificate.ts";
import { aCertificate, installCertificate } from "../support/certificates.ts";
import { noon } from "../support/manual-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-certificate-"));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;

/** Reads what lies in a fresh config directory; texts have `DIR` for it. */
function read(content: { key?: string; cert?: string }) {
  const directory = join(folder, `${(folders += 1)}`);
  mkdirSync(directory);
  if (content.key !== undefined) writeFileSync(join(directory, "private.key.pem"), content.key);
  if (content.cert !== undefined) writeFileSync(join(directory, "public.cert.pem"), content.cert);
  const result = readCertificate({ key: join(directory, "private.key.pem"), cert: join(directory, "public.cert.pem") }, noon);
  return result.ok
    ? { ...result.value, warning: result.value.warning?.replace(directory, "DIR") }
    : result.message.replaceAll(directory, "DIR");
}

const [one, other] = [aCertificate(), aCertificate()];
const locked = createPrivateKey(one.key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString();

test("§1 a key and its certificate are taken as they lie there", () => {
  expect(read(one)).toEqual({ ...one, warning: undefined });
  const chain = { ...one, cert: one.cert + other.cert };
  expect(read(chain)).toEqual({ ...chain, warning: undefined });
});

test("§1 an expired certificate is a warning, and so is one that is not valid yet", () => {
  expect(read(aCertificate({ until: "260114000000Z" }))).toMatchObject({
    warning: "the certificate in DIR/public.cert.pem expired on Jan 14 00:00:00 2026 GMT: clients that check it will not connect",
  });
  expect(read(aCertificate({ from: "260116000000Z" }))).toMatchObject({
    warning: "the certificate in DIR/public.cert.pem is not valid before Jan 16 00:00:00 2026 GMT: clients that check it will not connect",
  });
});

test.each([
  ["no key", { cert: one.cert }, "DIR/private.key.pem can't be read: there is no such file"],
  ["no certificate", { key: one.key }, "DIR/public.cert.pem can't be read: there is no such file"],
  ["a certificate that is none", { key: one.key, cert: "certificate" }, "DIR/public.cert.pem holds no certificate in PEM"],
  ["half a certificate", { key: one.key, cert: one.cert.slice(0, 300) }, "DIR/public.cert.pem holds no certificate in PEM"],
  ["the key twice", { key: one.key, cert: one.key }, "DIR/public.cert.pem holds no certificate in PEM"],
  ["the certificate twice", { key: one.cert, cert: one.cert }, "DIR/private.key.pem holds no private key in PEM, or one with a passphrase"],
  ["a key with a passphrase", { key: locked, cert: one.cert }, "DIR/private.key.pem holds no private key in PEM, or one with a passphrase"],
  [
    "a chain that breaks off",
    { key: one.key, cert: one.cert + other.cert.slice(0, 300) },
    "DIR/public.cert.pem can't be used: a certificate behind the first is broken",
  ],
  [
    "the key of another",
    { key: other.key, cert: one.cert },
    "the key in DIR/private.key.pem is not that of the certificate in DIR/public.cert.pem",
  ],
])("§1 %s is named", (_, content, message) => expect(read(content)).toBe(message));

test("§1 a directory in place of a file is named", () => {
  const directory = join(folder, "crooked");
  installCertificate(directory, one);
  const key = join(directory, "private.key.pem");
  rmSync(key);
  mkdirSync(key);
  expect(readCertificate({ key, cert: join(directory, "public.cert.pem") }, noon)).toMatchObject({
    message: `${key} can't be read: it is a directory`,
  });
});
