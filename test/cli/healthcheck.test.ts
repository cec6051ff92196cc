import { describe, expect, test } from "bun:test";
import { manualClock } from "../support/manual-clock.ts";
import { aCertificate } from "../support/certificates.ts";
import { fakeServer } from "./fake-server.ts";
import { millrace } from "./terminal.ts";

/** A web port that answers `/health/ready` with that, and nothing else. */
function webPort(answer: () => Response | Promise<Response>, tls?: { key: string; cert: string }) {
  const web = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    ...(tls === undefined ? {} : { tls }),
    fetch: (request) => (new URL(request.url).pathname === "/health/ready" ? answer() : new Response("", { status: 404 })),
  });
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${web.port}`, [Symbol.dispose]: () => void web.stop(true) };
}

const unready = (status: string, reason?: string) => () => Response.json({ status, reason }, { status: 503 });

describe("§8 healthcheck --url", () => {
  test("ready exits 0", async () => {
    using web = webPort(() => Response.json({ status: "ok" }));
    expect(await millrace(["healthcheck", "--url", web.url])).toEqual({ code: 0, out: `ready (${web.url}/health/ready)\n`, err: "" });
    expect(await millrace(["healthcheck", "--url", `${web.url}/health/ready`, "--json"])).toEqual({
      code: 0,
      out: `{"status":"ready","from":"${web.url}/health/ready"}\n`,
      err: "",
    });
  });

  test.each([
    ["degraded", "disk almost full", "degraded: disk almost full"],
    ["stopping", undefined, "stopping"],
    ["de\u001b[2J", "gra\nded", "de\\u001b[2J: gra\\u000aded"],
  ])("%s exits 5, with the reason", async (status, reason, told) => {
    using web = webPort(unready(status, reason));
    const from = `${web.url}/health/ready`;
    expect(await millrace(["healthcheck", "--url", web.url])).toEqual({ code: 5, out: "", err: `millrace: ${told} (${from})\n` });
    const json = await millrace(["healthcheck", "--url", web.url, "--json"]);
    expect({ ...json, out: JSON.parse(json.out) as unknown }).toMatchObject({ code: 5, out: { status, from } });
  });

  test("503 of something that is no health report exits 5 all the same", async () => {
    using web = webPort(() => new Response("x".repeat(1_000_000), { status: 503 }));
    expect(await millrace(["healthcheck", "--url", web.url])).toMatchObject({
      code: 5,
      err: `millrace: not ready (${web.url}/health/ready)\n`,
    });
  });

  test.each([[404], [302], [500]])("an answer of %p exits 1", async (status) => {
    using web = webPort(() => new Response("", { status, headers: { location: "/" } }));
    const { code, err } = await millrace(["healthcheck", "--url", web.url]);
    expect({ code, err }).toEqual({
      code: 1,
      err: `millrace: ${web.url}/health/ready answered ${status}: it is no such server, or an older one\n`,
    });
  });

  test("nobody there exits 3", async () => {
    const { code, err } = await millrace(["healthcheck", "--url", "http://127.0.0.1:1"]);
    expect({ code, err }).toEqual({ code: 3, err: "millrace: cannot reach http://127.0.0.1:1/health/ready: nothing listens there\n" });
  });

  test("silence exits 3 after 5 s", async () => {
    const clock = manualClock();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    using web = webPort(async () => {
      resolve();
      return new Promise<Response>(() => {});
    });
    const outcome = millrace(["healthcheck", "--url", web.url], { clock });
    await asked;
    await clock.advance(5_000);
    expect(await outcome).toMatchObject({ code: 3, err: `millrace: cannot reach ${web.url}/health/ready: no answer within 5 s\n` });
  });

  test("over TLS on this machine the name in the certificate does not matter", async () => {
    using web = webPort(() => Response.json({}), aCertificate({ name: "jobs.example.com" }));
    expect(await millrace(["healthcheck", "--url", web.url])).toMatchObject({ code: 0 });
  });

  test.each([["ftp://127.0.0.1"], ["127.0.0.1:7420"], ["x"]])("%s is no web address: exit 2", async (url) => {
    expect(await millrace(["healthcheck", "--url", url])).toMatchObject({ code: 2, out: "" });
  });
});

describe("§8 healthcheck of the server that FAKTORY_URL names", () => {
  // Nothing of the tests' own listens on 127.0.0.3, so its port 7420 is free whatever runs on this machine.
  const elsewhere = "127.0.0.3";

  test("asks its web port, in plain HTTP or over TLS", async () => {
    for (const tls of [undefined, aCertificate()]) {
      const options = { hostname: elsewhere, port: 7420, fetch: unready("stopping") };
      const web = Bun.serve(tls === undefined ? options : { ...options, tls });
      const { code, err } = await millrace(["healthcheck"], { variables: { FAKTORY_URL: `tcp://${elsewhere}:1` } });
      await web.stop(true);
      const url = `${tls === undefined ? "http" : "https"}://${elsewhere}:7420/health/ready`;
      expect({ code, err }).toEqual({ code: 5, err: `millrace: stopping (${url})\n` });
    }
  });

  test("asks for INFO where it has no web port", async () => {
    using commands = await fakeServer({ hostname: elsewhere, answer: (line) => (line === "INFO" ? "$2\r\n{}\r\n" : "+OK\r\n") });
    const FAKTORY_URL = `tcp://${elsewhere}:${commands.port}`;
    expect(await millrace(["healthcheck"], { variables: { FAKTORY_URL } })).toEqual({
      code: 0,
      out: `ready (INFO on ${elsewhere}:${commands.port}; nothing listens on port 7420)\n`,
      err: "",
    });
  });

  test("neither port answers: exit 3", async () => {
    const { code, err } = await millrace(["healthcheck"], { variables: { FAKTORY_URL: `tcp://${elsewhere}:1` } });
    expect({ code, err }).toEqual({ code: 3, err: `millrace: cannot reach ${elsewhere}:1: nothing listens there\n` });
  });
});
