import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../support/client.ts";
import { withChild } from "./child.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-small-disk-"));
const disk = join(folder, "disk");
mkdirSync(disk);

/** 96 MiB that fill up without hurting anybody. */
function mount(): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "millrace-test", disk]).status === 0;
}

function unmount(): void {
  spawnSync("umount", ["-l", disk]);
}

const canMount = mount();
unmount();
rmSync(folder, { recursive: true });

const padding = "x".repeat(50_000);

/** Needs the right to mount a small file system: elsewhere only the readings that the engine's tests make up show this. */
test.skipIf(!canMount)(
  "§5 a disk is filled up to min_free, its workers drain it, and it takes jobs again by itself",
  async () => {
    mkdirSync(disk, { recursive: true });
    expect(mount()).toBe(true);
    try {
      const least = 8 * 1_048_576;
      await withChild(
        { "conf.d/a.toml": `[faktory]\nmin_free = ${least}` },
        async (child) => {
          const client = await Client.greeted(child.port);
          const push = (number: number) => client.ask(`PUSH {"jid":"job-${number}-long","jobtype":"Mail","args":["${padding}"]}`);
          let stored = 0;
          let answer = await push(0);
          for (; answer === "+OK"; answer = await push(stored)) stored += 1;
          expect(answer).toBe("-ERR disk almost full");
          expect(stored).toBeGreaterThan(100);
          const { bavail, bsize } = statfsSync(disk);
          expect(bavail * bsize).toBeGreaterThan(least / 2);

          for (let drained = 0; drained < stored; drained += 1) {
            const payload = await client.ask("FETCH default");
            const { jid } = JSON.parse(payload.slice(payload.indexOf("{"))) as { jid: string };
            expect(await client.ask(`${drained % 2 === 0 ? "ACK" : "FAIL"} {"jid":"${jid}"}`)).toBe("+OK");
          }
          expect(await client.ask('MUTATE {"cmd":"clear","target":"retries"}')).toBe("+OK");
          await child.says(/INFO +there is room on the disk again/);
          expect(await push(stored)).toBe("+OK");
          expect(child.output()).not.toContain("disk full");
        },
        { storage: join(disk, "storage") },
      );
    } finally {
      unmount();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
