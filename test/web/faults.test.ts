import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { isTooLong, readForm, TooLong } from "../../src/web/form.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

/** The number that the page shows must stand in the log. */
async function requestIdOf(web: TestWeb, response: Response): Promise<string> {
  const id = /Request ([0-9a-f]{8}):/.exec(await response.text())?.[1];
  expect(id).toBeDefined();
  return web.logged.find((line) => line.includes(`request ${id},`)) ?? "not in the log";
}

describe("§8 a page that can't be shown is a page in the frame, with a number that the log has", () => {
  test("404", () =>
    withWeb(async (web) => {
      const response = await web.get("/nosuchpage?q=secret");
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(await requestIdOf(web, response)).toEndWith("GET /nosuchpage was answered 404: There is no such page.");
    }));

  test("413, as soon as it is announced", () =>
    withWeb(async (web) => {
      const body = "a".repeat(limits.bodyBytesMax + 1);
      const response = await fetch(`http://127.0.0.1:${web.webPort}/queues/a`, { method: "POST", body });
      expect(response.status).toBe(413);
      expect(await requestIdOf(web, response)).toEndWith("POST /queues/a was answered 413: A form may hold 8 MiB.");
    }));

  test("500: the bug stands in the log, not on the page", () =>
    withWeb(
      async (web) => {
        const response = await web.get("/");
        expect(response.status).toBe(500);
        const copy = response.clone();
        const line = await requestIdOf(web, response);
        expect(line).toStartWith("error web: request ");
        expect(line).toContain("secret of the engine");
        expect(await copy.text()).not.toContain("secret of the engine");
      },
      ({ engine }) => ({ engine: { ...engine, numbers: () => Promise.reject(new Error("secret of the engine")) } }),
    ));
});

describe("§8 a form", () => {
  const post = (body: BodyInit, type?: string) =>
    new Request("http://localhost/x", { method: "POST", body, ...(type === undefined ? {} : { headers: { "content-type": type } }) });

  test("is read in either encoding, with repeated fields in order", async () => {
    const fields = [...(await readForm(post(new URLSearchParams("key=a&key=b%7Cc&action=retry"))))];
    expect(fields).toEqual([
      ["key", "a"],
      ["key", "b|c"],
      ["action", "retry"],
    ]);
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    form.append("file", new Blob(["x"]), "x.txt");
    expect([...(await readForm(post(form)))]).toEqual(fields);
  });

  test("of another kind has no fields", async () => {
    expect([...(await readForm(post("action=delete", "text/plain")))]).toEqual([]);
    expect([...(await readForm(post("{}", "application/json")))]).toEqual([]);
  });

  test("that announces no length is counted", async () => {
    const piece = new Uint8Array(1024 * 1024);
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue((pieces++, piece)) });
    await expect(readForm(post(endless, "application/x-www-form-urlencoded"))).rejects.toThrow(TooLong);
    expect(pieces).toBeLessThan(16);
    expect(isTooLong(new Headers())).toBe(false);
  });
});
