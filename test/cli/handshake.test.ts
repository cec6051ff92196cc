import { expect, test } from "bun:test";
import { manualClock } from "../support/manual-clock.ts";
import { startTestServer } from "../support/server.ts";
import { aCertificate } from "../support/certificates.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import { millrace, type Setting } from "./terminal.ts";

const hash = "6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30";
const challenge = '+HI {"v":2,"i":1545,"s":"55104dc76695721d"}\r\n';
const info = bulk("{}");

const answer = (line: string) => {
  if (line === "INFO") return info;
  return line.includes(`"pwdhash":"${hash}"`) ? "+OK\r\n" : "-ERR Invalid password\r\n";
};

test("§1 without a challenge the command line says HELLO, and no password though it has one", async () => {
  using server = await fakeServer({ answer: (line) => (line === "INFO" ? info : "+OK\r\n") });
  expect((await millrace(["info"], { port: server.port, variables: { FAKTORY_PASSWORD: "secret" } })).code).toBe(0);
  expect(server.heard).toEqual(['HELLO {"v":2}', "INFO"]);
});

test("§1 a challenge is answered with the hash of the published vector", async () => {
  using server = await fakeServer({ greeting: challenge, answer });
  for (const variables of [{ FAKTORY_URL: `tcp://:foobar@127.0.0.1:${server.port}` }, { FAKTORY_PASSWORD: "foobar" }]) {
    expect((await millrace(["info"], { port: server.port, variables })).code).toBe(0);
  }
  expect(server.heard).toContain(`HELLO {"v":2,"pwdhash":"${hash}"}`);
});

test("§1 the real server is satisfied with the right password, and with no other", async () => {
  const server = startTestServer({}, { password: "se:cr@t" });
  const at = (password: string) => ({ variables: { FAKTORY_URL: `tcp://:${encodeURIComponent(password)}@127.0.0.1:${server.port}` } });
  expect((await millrace(["queues", "ls", "--json"], at("se:cr@t"))).out).toBe("[]\n");
  for (const args of [["info"], ["queues", "ls"], ["push", "Mail"], ["push", "--file", "-"], ["raw"]]) {
    expect(await millrace(args, at("secret"))).toEqual({ code: 1, out: "", err: "millrace: Invalid password\n" });
  }
  await server.stop();
});

test("§1 a wrong password exits 1, in the server's words", async () => {
  using server = await fakeServer({ greeting: challenge, answer });
  const outcome = await millrace(["info"], { variables: { FAKTORY_URL: `tcp://:wrong@127.0.0.1:${server.port}` } });
  expect(outcome).toEqual({ code: 1, out: "", err: "millrace: Invalid password\n" });
});

test("§1 no password where one is wanted exits 1, and says how to give it", async () => {
  using server = await fakeServer({ greeting: challenge, answer });
  const { code, err } = await millrace(["info"], { port: server.port });
  expect(code).toBe(1);
  expect(err).toStartWith(`millrace: 127.0.0.1:${server.port} wants a password: say it in the URL`);
});

test.each([
  ["too many rounds", '+HI {"v":2,"i":100001,"s":"aa"}\r\n', 1, "asks for 100001 rounds"],
  ["an error", "-ERR too many connections: 2\r\n", 3, "it does not say HI"],
  ["no JSON", "+HI {\r\n", 3, "it does not say HI"],
  ["rounds that are no number", '+HI {"v":2,"i":"9","s":"aa"}\r\n', 3, "it does not say HI"],
  ["another protocol", "220 mail.example.com ESMTP\r\n", 3, "it sent a line that is none of the protocol's"],
  ["a line that never ends", `+${"x".repeat(70_000)}`, 3, "it sent a line that does not end"],
  ["a reply of no possible length", "$99999999999999\r\n", 3, "it sent a reply of no possible length"],
])("§1 a greeting of %s ends it", async (_, greeting, code, text) => {
  using server = await fakeServer({ greeting });
  const outcome = await millrace(["info"], { port: server.port, variables: { FAKTORY_PASSWORD: "x" } });
  expect(outcome).toMatchObject({ code, out: "" });
  expect(outcome.err).toContain(text);
});

test.each([[["info"]], [["queues", "ls"]], [["push", "Mail"]], [["push", "--file", "-"]], [["raw"]]])(
  "§1 nobody there: %p exits 3",
  async (args) => {
    const err = "millrace: cannot reach 127.0.0.1:1: nothing listens there\n";
    expect(await millrace(args, { port: 1 })).toEqual({ code: 3, out: "", err });
  },
);

test("§1 a host that does not exist exits 3", async () => {
  const outcome = await millrace(["info"], { variables: { FAKTORY_URL: "tcp://nosuch.invalid:7419" } });
  expect(outcome).toMatchObject({ code: 3, out: "" });
  expect(outcome.err).toStartWith("millrace: cannot reach nosuch.invalid:7419: there is no such host");
});

test("§1 a server that falls silent exits 3 after 10 s", async () => {
  using server = await fakeServer({ answer: (line) => (line === "INFO" ? "$10\r\nhalf" : "+OK\r\n") });
  const clock = manualClock();
  const outcome = millrace(["info"], { port: server.port, clock });
  while (!server.heard.includes("INFO")) await clock.settled();
  await clock.advance(10_000);
  expect(await outcome).toEqual({ code: 3, out: "", err: `millrace: 127.0.0.1:${server.port} gave no answer within 10 s\n` });
});

const tlsSetting = (port: number, host = "localhost"): Setting => ({ variables: { FAKTORY_URL: `tcp+tls://${host}:${port}` } });

test("§1 a certificate that nobody vouches for is not trusted: exit 3", async () => {
  using server = await fakeServer({ tls: aCertificate() });
  const { code, err } = await millrace(["info"], tlsSetting(server.port));
  expect({ code, err }).toEqual({
    code: 3,
    err: expect.stringMatching(/^millrace: cannot reach localhost:\d+: .*self.signed certificate/) as string,
  });
});

test("§1 a server that speaks TLS and is not asked to closes in the end: exit 3, and a hint", async () => {
  using server = await fakeServer({ greeting: "" });
  expect(await millrace(["info"], { port: server.port })).toEqual({
    code: 3,
    out: "",
    err: `millrace: 127.0.0.1:${server.port} closed the connection before it said a word; where it speaks TLS, say tcp+tls://\n`,
  });
});

test("§1 TLS to a port that speaks none exits 3", async () => {
  using server = await fakeServer();
  expect(await millrace(["info"], tlsSetting(server.port))).toMatchObject({ code: 3, out: "" });
});
