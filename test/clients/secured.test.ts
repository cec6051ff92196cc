import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passwordHash } from "../../src/wire/password.ts";
import { aCertificate, installCertificate } from "../support/certificates.ts";
import { type ChildServer, endChildren, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { type Tool, suiteNeeding } from "../support/toolchain.ts";
import { root, withoutFaktory } from "./live.ts";
import { buildGo, buildMsMax, nodeProgram } from "./programs.ts";
import { stepsIn } from "./steps.ts";

/** A program that plays its story with a published client, over TLS and with a password. */
interface Player {
  readonly client: string;
  readonly needs: readonly Tool[];
  /** The variable that names the certificate it is to trust. */
  readonly trust: string;
  prepare(): readonly string[];
}

const players: readonly Player[] = [
  { client: "Go client 1.9.3", needs: ["go"], trust: "SSL_CERT_FILE", prepare: () => [buildGo("test/clients/go", "./client")] },
  { client: "Go faktory_worker_go 1.7.0", needs: ["go"], trust: "SSL_CERT_FILE", prepare: () => [buildGo("test/clients/go", "./worker")] },
  {
    client: "Node faktory-worker 4.7.1",
    needs: [],
    trust: "NODE_EXTRA_CA_CERTS",
    prepare: () => [nodeProgram(), join(root, "test/clients/node/client.mjs")],
  },
];

const password = "s3cret:wörd";
const storyMsMax = 45_000;
const certificate = aCertificate();
const folder = mkdtempSync(join(tmpdir(), "millrace-secured-"));
afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

for (const [index, player] of players.entries()) {
  suiteNeeding(player.needs, `${player.client} over tcp+tls:// with a password`, () => {
    let command: readonly string[] = [];
    beforeAll(() => {
      command = player.prepare();
    }, buildMsMax);

    /** Plays the story with that password; its output where it ended well, else what it said of its error. */
    async function play(server: ChildServer, logs: string, word: string): Promise<{ code: number | null; out: string; err: string }> {
      const url = `tcp+tls://:${encodeURIComponent(word)}@localhost:${server.port}`;
      const child = Bun.spawn([...command], {
        env: { ...withoutFaktory(process.env), FAKTORY_URL: url, [player.trust]: join(logs, "config", "public.cert.pem") },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: storyMsMax,
      });
      const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
      return { code, out, err };
    }

    test(
      "§1 push, bulk push, fetch, ack, fail, beat and info; with another password it is sent away",
      async () => {
        const directory = join(folder, `${index}`);
        const logs = `${directory}.child`;
        installCertificate(join(logs, "config"), certificate);
        const server = await startChild({ directory, logs, isSecured: true, env: { FAKTORY_PASSWORD: password } });
        const refused = await play(server, logs, "guess");
        expect(refused.code).not.toBe(0);
        expect(refused.out + refused.err).toContain("Invalid password");
        const { code, out, err } = await play(server, logs, password);
        if (code !== 0) throw new Error(`exit ${code} after\n${out}${err}`);
        expect(stepsIn(out)).toEqual(["ack", "beat", "fail", "fetch", "fetch", "info", "push", "push bulk"]);
        const { faktory } = await infoOf(server.port);
        expect([faktory.total_processed, faktory.total_failures, faktory.total_enqueued]).toEqual([4, 1, 0]);
        expect((await server.end("SIGTERM")).code).toBe(0);
        expect(server.output()).not.toContain(password);
      },
      2 * storyMsMax,
    );
  });
}

interface Info {
  readonly faktory: { readonly total_processed: number; readonly total_failures: number; readonly total_enqueued: number };
}

async function infoOf(port: number): Promise<Info> {
  const client = await Client.secured(port, certificate.cert);
  const { i, s } = JSON.parse((await client.reply()).replace("+HI ", "")) as { i: number; s: string };
  expect(await client.ask(`HELLO {"v":2,"pwdhash":"${passwordHash(password, s, i)}"}`)).toBe("+OK");
  const info = JSON.parse((await client.ask("INFO")).slice(2)) as Info;
  client.close();
  return info;
}
