import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aCertificate, installCertificate } from "./certificates.ts";
import { startChild } from "./child-server.ts";
import { Client } from "./client.ts";
import type { Setting } from "./conversation.ts";
import type { Step } from "./script.ts";
import { startTestServer, type TestServer } from "./server.ts";

/** The server a conversation is held with. */
export interface Partner {
  /** The server where it runs in this process, under a clock that the test moves; undefined where it is the built program. */
  readonly inside: TestServer | undefined;
  /** A connection that has received nothing yet. */
  open(): Promise<Client>;
  stop(): Promise<void>;
}

const certificate = aCertificate();

/** Whether conversations are held with the program that MILLRACE_BIN names, and not with the server in this process. */
export const isProgram = Boolean(process.env["MILLRACE_BIN"]);

/** Starts the partner; with `isSecured` it speaks TLS (spec §1). */
export async function startPartner(setting: Setting, isSecured: boolean): Promise<Partner> {
  if (isProgram) return startProgram(isSecured);
  const inside = startTestServer(setting.limits, isSecured ? { ...setting, certificate } : setting);
  return { inside, open: opener(inside.port, isSecured), stop: inside.stop };
}

/** The program in an empty directory of its own, with a storage of its own. */
async function startProgram(isSecured: boolean): Promise<Partner> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-program-"));
  const [logs, directory, home] = [join(folder, "logs"), join(folder, "db"), join(folder, "home")];
  mkdirSync(home);
  if (isSecured) installCertificate(join(logs, "config"), certificate);
  const child = await startChild({ directory, logs, isSecured, cwd: home, env: { HOME: home } });
  return {
    inside: undefined,
    open: opener(child.port, isSecured),
    // A log that grows by 64 MB in the tenth of a second after the start is not waited for.
    stop: async () => {
      await child.end("SIGKILL");
      rmSync(folder, { recursive: true });
    },
  };
}

function opener(port: number, isSecured: boolean): () => Promise<Client> {
  return async () => (isSecured ? Client.secured(port, certificate.cert) : Client.open(port));
}

/** The days on which the manual clock of a conversation stands. */
const manualDay = "2026-01-15T";

/** Why a conversation can't be held with the program as it is built; undefined where it can. */
export function whyNotWithProgram(steps: readonly Step[], setting: Setting): string | undefined {
  if (setting.acts !== undefined) return "it acts inside the server";
  if (setting.limits !== undefined) return "it sets limits that can't be configured so low";
  if (setting.password !== undefined) return "it fixes the salt of the password";
  if (steps.some((step) => step.kind === "passes")) return "it moves the clock";
  const says = steps.some((step) => step.kind === "sends" && Buffer.from(step.bytes).includes(manualDay));
  return says ? "its times are those of the manual clock" : undefined;
}

/** What the program answers in place of an answer that tells the manual clock's time: any time, and any latency. */
export function atAnyTime(expected: string): string {
  const text = expected.replaceAll(/"2026-01-15T12:00:0\d\.000000Z"|"12:00:0\d UTC"/g, '"~"').replaceAll('"latency":0', '"latency":"~"');
  // An exact answer with a gap in it is no longer one.
  return text !== expected && text.startsWith("= ") ? `$ ${text.slice(2)}` : text;
}
