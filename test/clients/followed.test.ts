import { beforeAll, expect, test } from "bun:test";
import { type Tool, suiteNeeding } from "../support/toolchain.ts";
import { withoutFaktory, withServer } from "./live.ts";
import { buildGo, buildMsMax, buildRust } from "./programs.ts";

const storyMsMax = 45_000;

/** The published clients that have an API for unique jobs, batches and tracking. */
const players: readonly { client: string; needs: readonly Tool[]; prepare(): string }[] = [
  { client: "Go client 1.9.3 and faktory_worker_go 1.7.0", needs: ["go"], prepare: () => buildGo("test/clients/go", "./features") },
  { client: "Rust faktory 0.13.1", needs: ["cargo"], prepare: () => buildRust("test/clients/rust", "millrace-rust-features") },
];

for (const { client, needs, prepare } of players) {
  suiteNeeding(needs, client, () => {
    let program = "";
    beforeAll(() => {
      program = prepare();
    }, buildMsMax);

    test(
      "§6 unique jobs, nested batches with their callbacks, and tracking against the running server",
      () =>
        withServer(async (server) => {
          const child = Bun.spawn([program], {
            env: { ...withoutFaktory(process.env), FAKTORY_URL: server.url },
            stdio: ["ignore", "pipe", "pipe"],
            timeout: storyMsMax,
          });
          const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
          if (code !== 0) throw new Error(`exit ${code ?? child.signalCode} after\n${out}${err}`);
          expect(out.trim().split("\n")).toEqual(["unique", "batch", "callbacks", "status", "track"]);
        }),
      storyMsMax + 10_000,
    );
  });
}
