import { afterAll, describe, expect, test } from "bun:test";
import { connect, type TLSSocket } from "node:tls";
import { type ConfiguredChild, refused, withChild } from "../config/child.ts";
import { aCertificate, type TestCertificate } from "../support/certificates.ts";
import { endChildren, freePort } from "../support/child-server.ts";
import { Client } from "../support/client.ts";

afterAll(endChildren);

const push = (jid: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[]}`;
const filesOf = ({ key, cert }: TestCertificate) => ({ "private.key.pem": key, "public.cert.pem": cert });
const [old, renewed] = [aCertificate({ name: "old" }), aCertificate({ name: "renewed" })];

/** A child that speaks TLS on both ports. */
async function withSecuredChild(
  certificate: TestCertificate,
  story: (child: ConfiguredChild, webPort: number) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const webPort = freePort();
  const start = { webBinding: `127.0.0.1:${webPort}`, isSecured: true };
  await withChild({ ...filesOf(certificate), ...files }, (child) => story(child, webPort), start);
}

const replace = (child: ConfiguredChild, files: Readonly<Record<string, string>>) => {
  for (const [name, content] of Object.entries(files)) child.write(name, content);
  child.signal("SIGHUP");
};

/** Whose certificate a port shows. */
async function shownOn(port: number): Promise<string> {
  const socket = await secured(port);
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return String(CN);
}

async function secured(port: number): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => resolve(socket));
  socket.once("error", reject);
  return promise;
}

const health = (port: number, cert: string) => fetch(`https://localhost:${port}/health`, { tls: { ca: cert } });

async function greeted(port: number, cert: string): Promise<Client> {
  const client = await Client.secured(port, cert);
  await client.reply();
  expect(await client.ask('HELLO {"v":2}')).toBe("+OK");
  return client;
}

describe("§7 HUP with a renewed certificate", () => {
  test("shows it to new connections on both ports, while the open ones go on, a blocked FETCH too", () =>
    withSecuredChild(old, async (child, webPort) => {
      const [client, waiting] = [await greeted(child.port, old.cert), await greeted(child.port, old.cert)];
      expect((await health(webPort, old.cert)).status).toBe(200);
      waiting.say("FETCH later");
      replace(child, filesOf(renewed));
      await child.says(/INFO +reload: new connections get the new certificate\n/);
      expect([await shownOn(child.port), await shownOn(webPort)]).toEqual(["renewed", "renewed"]);
      expect((await health(webPort, renewed.cert)).status).toBe(200);
      expect(health(webPort, old.cert)).rejects.toThrow();
      expect(await client.ask(push("job-00001"))).toBe("+OK");
      expect(await (await greeted(child.port, renewed.cert)).ask('PUSH {"jid":"job-00002","jobtype":"M","args":[],"queue":"later"}')).toBe(
        "+OK",
      );
      expect(await waiting.reply()).toContain("job-00002");
      expect((await child.end("SIGTERM")).code).toBe(0);
    }));

  test("answers the request of a page that is under way", () =>
    withSecuredChild(old, async (child, webPort) => {
      const socket = await secured(webPort);
      let answer = "";
      socket.on("data", (bytes: Buffer) => (answer += bytes.toString()));
      socket.write("GET /stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
      await Bun.sleep(50);
      replace(child, filesOf(renewed));
      await child.says(/reload: new connections get the new certificate\n/);
      socket.write("\r\n");
      await new Promise<void>((resolve) => socket.once("close", () => resolve()));
      expect(answer).toStartWith("HTTP/1.1 200 ");
    }));

  test("that is broken keeps the old one, says so, and loses nothing; one that did not change is no news", () =>
    withSecuredChild(old, async (child, webPort) => {
      const client = await greeted(child.port, old.cert);
      for (const [files, text] of [
        [
          { "public.cert.pem": "certificate" },
          /WARN +reload: .*public\.cert\.pem holds no certificate in PEM; the old certificate stays\n/,
        ],
        [
          { "public.cert.pem": renewed.cert },
          /WARN +reload: the key in .* is not that of the certificate in .*; the old certificate stays\n/,
        ],
      ] as const) {
        replace(child, files);
        await child.says(text);
        expect([await shownOn(child.port), await shownOn(webPort)]).toEqual(["old", "old"]);
      }
      child.remove("public.cert.pem");
      child.signal("SIGHUP");
      await child.says(/WARN +reload: TLS needs both .*public\.cert\.pem is missing\n.*WARN +reload: the old configuration stays\n/);
      replace(child, filesOf(old));
      await child.says(/INFO +reload: the configuration was read again, no key changed\n/);
      expect(child.output()).not.toContain("new connections get the new certificate");
      expect(await client.ask(push("job-00001"))).toBe("+OK");
      expect(await shownOn(child.port)).toBe("old");
    }));
});

test("§8 who does not speak TLS gets nothing from the web port and makes no line; others feel nothing", () =>
  withSecuredChild(old, async (child, webPort) => {
    expect(fetch(`http://127.0.0.1:${webPort}/health`)).rejects.toThrow();
    const peer = await Client.open(webPort);
    peer.say("GET / HTTP/1.1\r\nHost: localhost\r\n");
    expect(await peer.reply()).toBe("closed");
    expect((await health(webPort, old.cert)).status).toBe(200);
    expect(child.output()).not.toMatch(/ (?:ERROR|DEBUG) /);
    expect(child.output()).not.toMatch(/ WARN (?!.*connections instead of)/);
  }));

describe("§1 an expired certificate", () => {
  const expired = aCertificate({ name: "expired", until: "210101000000Z" });

  test("is a warning at the start, and at a reload, and is served", () =>
    withChild(
      filesOf(old),
      async (child) => {
        replace(child, filesOf(expired));
        await child.says(/WARN +reload: the certificate in .*public\.cert\.pem expired on Jan +1 00:00:00 2021 GMT: /);
        await child.says(/new certificate\n/);
        expect(await shownOn(child.port)).toBe("expired");
      },
      { isSecured: true },
    ));

  test("does not keep the server from starting", async () => {
    await withChild(
      filesOf(expired),
      async (child) => {
        expect(child.output()).toMatch(/WARN +the certificate in .*public\.cert\.pem expired on Jan +1 00:00:00 2021 GMT: /);
        expect(await shownOn(child.port)).toBe("expired");
      },
      { isSecured: true },
    );
  });
});

test("§7 a certificate that can't be used ends the start with one line", async () => {
  expect(await refused({ ...filesOf(old), "private.key.pem": renewed.key })).toEqual({
    code: 1,
    lines: ["millrace: the key in DIR/private.key.pem is not that of the certificate in DIR/public.cert.pem"],
  });
});

test("§7 a new web password holds from the reload on", () =>
  withSecuredChild(
    old,
    async (child, webPort) => {
      const client = await greeted(child.port, old.cert);
      const status = async (password: string) => {
        const authorization = `Basic ${Buffer.from(`ana:${password}`).toString("base64")}`;
        return (await fetch(`https://localhost:${webPort}/stats`, { headers: { authorization }, tls: { ca: old.cert } })).status;
      };
      expect([await status("first"), await status("second")]).toEqual([200, 401]);
      replace(child, { "conf.d/web.toml": '[web]\npassword = "second"' });
      await child.says(/INFO +reload: \[web\] password changed\n/);
      expect([await status("first"), await status("second")]).toEqual([401, 200]);
      expect(await client.ask(push("job-00001"))).toBe("+OK");
      expect(child.output()).not.toMatch(/first|second/);
    },
    { "conf.d/web.toml": '[web]\npassword = "first"' },
  ));
