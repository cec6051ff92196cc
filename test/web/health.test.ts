import { describe, expect, test } from "bun:test";
import type { Health } from "../../src/engine/verbs.ts";
import { Client } from "../support/client.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

const paths = ["/health", "/health/live", "/health/ready"] as const;

/** What the three say: status code and body of each. */
async function all(web: TestWeb): Promise<{ codes: number[]; bodies: Record<string, unknown>[] }> {
  const responses = await Promise.all(paths.map((path) => web.get(path)));
  const bodies = await Promise.all(responses.map((response) => response.json() as Promise<Record<string, unknown>>));
  for (const response of responses) {
    expect(response.headers.get("content-type")).toStartWith("application/json");
    expect(response.headers.get("cache-control")).toBe("no-cache");
  }
  return { codes: responses.map((response) => response.status), bodies };
}

const withHealth = (health: Health, story: (web: TestWeb) => Promise<void>) =>
  withWeb(story, ({ engine }) => ({ engine: { ...engine, health: () => health } }));

describe("§8 /health", () => {
  test("is 200 while all is well, with the members that monitors know and what they may look at beside", () =>
    withWeb(async (web) => {
      await (await Client.greeted(web.port)).ask("INFO");
      const { codes, bodies } = await all(web);
      expect(codes).toEqual([200, 200, 200]);
      expect(bodies).toEqual([
        {
          now: "2026-01-15T12:00:00.000000Z",
          server: {
            description: "Millrace (Faktory Enterprise compatible)",
            faktory_version: "1.10.0",
            connections: 1,
            command_count: 1,
          },
          status: "ok",
          storage: "ok",
        },
        { status: "live" },
        { status: "ready" },
      ]);
    }));

  test("is 503 with the reason where nothing can be made durable; the process lives", () =>
    withHealth({ isWritable: false, isAlmostFull: false, reason: "disk full" }, async (web) => {
      const { codes, bodies } = await all(web);
      expect(codes).toEqual([503, 200, 503]);
      expect(bodies[0]).toMatchObject({
        status: "degraded",
        storage: "failing",
        reason: "disk full",
        server: { faktory_version: "1.10.0" },
      });
      expect(bodies[2]).toEqual({ status: "degraded", reason: "disk full" });
    }));

  test("says degraded where the disk is almost full: jobs are not taken, all else goes on", () =>
    withHealth({ isWritable: true, isAlmostFull: true, reason: "disk almost full: 12 MiB" }, async (web) => {
      const { codes, bodies } = await all(web);
      expect(codes).toEqual([200, 200, 503]);
      expect(bodies[0]).toMatchObject({ status: "degraded", storage: "almost full", reason: "disk almost full: 12 MiB" });
      expect(bodies[2]).toEqual({ status: "degraded", reason: "disk almost full: 12 MiB" });
    }));

  test("says degraded where the storage works and has a reason to be looked at", () =>
    withHealth({ isWritable: true, isAlmostFull: false, reason: "checkpoint failed: no room" }, async (web) => {
      const { codes, bodies } = await all(web);
      expect(codes).toEqual([200, 200, 503]);
      expect(bodies[0]).toMatchObject({ status: "degraded", storage: "impaired", reason: "checkpoint failed: no room" });
    }));

  test("has a reason in any case", () =>
    withHealth({ isWritable: false, isAlmostFull: false }, async (web) => {
      const { bodies } = await all(web);
      expect(bodies[0]).toMatchObject({ reason: "storage is failing" });
    }));

  test("says stopping while it stops", () =>
    withWeb(async (web) => {
      web.connections.refuse();
      const { codes, bodies } = await all(web);
      expect(codes).toEqual([200, 200, 503]);
      expect(bodies[0]).toMatchObject({ status: "stopping", storage: "ok" });
      expect(bodies[2]).toEqual({ status: "stopping" });
    }));

  test("of the loop alone looks at nothing else", () =>
    withWeb(
      async (web) => expect((await web.get("/health/live")).status).toBe(200),
      () => {
        const asked = (): never => {
          throw new Error("not asked for");
        };
        return { engine: new Proxy({}, { get: asked }) as never, vitals: asked, info: asked, isStopping: asked };
      },
    ));

  test("names nothing of this machine or its jobs", () =>
    withWeb(async (web) => {
      await (
        await Client.greeted(web.port, '{"v":2,"wid":"w1","hostname":"secret-host"}')
      ).ask('PUSH {"jid":"job-00001","jobtype":"SecretType","args":[],"queue":"secret-queue"}');
      const { bodies } = await all(web);
      expect(JSON.stringify(bodies).toLowerCase()).not.toContain("secret");
      expect(JSON.stringify(bodies).length).toBeLessThan(500);
    }));

  test.each(["/", "/health", "/health/live", "/health/ready"])("HEAD %s is for monitors that look at the code alone", (path) =>
    withWeb(async (web) => {
      const response = await web.get(path, {}, "HEAD");
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("");
    }),
  );
});
