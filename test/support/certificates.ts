import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A self-signed certificate for this machine, with its key. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What a certificate says. */
interface Claims {
  readonly name?: string;
  /** As ASN.1 writes years before 2050: 260115120000Z. */
  readonly from?: string;
  readonly until?: string;
}

/** One element of DER: its tag, its length, what it holds. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const text = (tag: number, words: string) => der(tag, Buffer.from(words));
const extension = (hex: string, value: Uint8Array) => sequence(oid(hex), der(0x04, value));

/** Written here and not by a tool, so that the tests of TLS run on every machine and with any dates (spec §1). */
export function aCertificate({ name = "localhost", from = "200101000000Z", until = "490101000000Z" }: Claims = {}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const who = sequence(der(0x31, sequence(oid("550403"), text(0x0c, name))));
  const names = sequence(text(0x82, "localhost"), der(0x87, Buffer.from([127, 0, 0, 1])));
  const isAuthority = sequence(der(0x01, Buffer.from([0xff])));
  const extensions = der(0xa3, sequence(extension("551d13", isAuthority), extension("551d11", names)));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    who,
    sequence(text(0x17, from), text(0x17, until)),
    who,
    publicKey.export({ type: "spki", format: "der" }),
    extensions,
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replace(/(.{64})/g, "$1\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`,
  };
}

/** Puts them where the server looks for them. */
export function installCertificate(configDirectory: string, { key, cert }: TestCertificate): void {
  mkdirSync(configDirectory, { recursive: true });
  writeFileSync(join(configDirectory, "private.key.pem"), key, { mode: 0o600 });
  writeFileSync(join(configDirectory, "public.cert.pem"), cert);
}
