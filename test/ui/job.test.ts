import { describe, expect, test } from "bun:test";
import { admit } from "../../src/job/admission.ts";
import { jobUrl, payloadUrl } from "../../ui/urls.ts";
import { aJob, aSession } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

/** The page's words, without its marks. */
async function wordsOf(web: TestWeb, path: string): Promise<string> {
  const html = await (await web.get(path)).text();
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  return main
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replaceAll(/ +/g, " ");
}

const failed = async (web: TestWeb, jid: string, retry: number) => {
  await web.engine.push(aJob(jid, { queue: "f", retry }));
  await web.engine.fetch(["f"], aSession("w-1"));
  await web.engine.fail(jid.padEnd(8, "_"), "w-1", {
    errtype: "Net::ReadTimeout",
    message: "timeout after 30 s",
    backtrace: ["/usr/lib/ruby/3.1.0/net/protocol.rb:219", "app/jobs/charge.rb:41"],
  });
};

describe("§8 /job/JID shows a job in whatever state", () => {
  test.each([
    ["scheduled", "Scheduled", (web: TestWeb) => web.engine.push(aJob("one", { at: "2027-01-01T00:00:00Z" }))],
    ["queued", "Enqueued", (web: TestWeb) => web.engine.push(aJob("one"))],
    ["working", "Working", (web: TestWeb) => web.engine.push(aJob("one")).then(() => web.engine.fetch(["q"], aSession("w-1")))],
    ["retries", "Retry", (web: TestWeb) => failed(web, "one", 25)],
    ["dead", "Dead", (web: TestWeb) => failed(web, "one", -1)],
  ])("%s", (_, word, bring) =>
    withWeb(async (web) => {
      await bring(web);
      const words = await wordsOf(web, "/job/one_____");
      expect(words).toContain(` State ${word} `);
      expect(words).toContain(" jid one_____ ");
    }),
  );

  test("with its error, the application's frames first, and its failed runs", () =>
    withWeb(async (web) => {
      await failed(web, "one", 25);
      const words = await wordsOf(web, "/job/one_____");
      expect(words).toContain("Failed attempts 1 of 26");
      expect(words).toMatch(/Net::ReadTimeout\s+timeout after 30 s\s+Frames of the application\s+app\/jobs\/charge\.rb:41\s+All 2 lines/);
      expect(words).toContain("worker w-1");
    }));

  test("can be had as a file, byte for byte, under a name that means nothing to a shell or a header", () =>
    withWeb(async (web) => {
      const bytes = `{"jid":"../a\\"; b\\r\\n.sh","jobtype":"T","args":["<script>", 9007199254740993, 1.0,"\\u00e9"]`;
      const job = admit(new TextEncoder().encode(`${bytes}}`), noon);
      if (!job.ok) throw new Error(job.message);
      await web.engine.push(job.value);
      const [row] = (await web.engine.inspect.list("queue:default", { order: "first", limit: 1 }))?.rows ?? [];
      if (row === undefined) throw new Error("there is no job");
      const file = await web.get(payloadUrl(row));
      expect(file.headers.get("content-type")).toBe("application/octet-stream");
      expect(file.headers.get("x-content-type-options")).toBe("nosniff");
      expect(file.headers.get("content-disposition")).toBe('attachment; filename="___a___b___sh.json"');
      expect(await file.text()).toStartWith(bytes);
      expect(await wordsOf(web, jobUrl(row))).toContain("Download");
      expect((await web.get(payloadUrl({ ...row, jid: "another" }))).status).toBe(404);
      expect((await web.get("/job/another/payload")).status).toBe(404);
    }));

  test("its bytes as they were pushed, no digit lost", () =>
    withWeb(async (web) => {
      const bytes = `{"jid":"exact-0001","jobtype":"T","args":[9007199254740993, 1.0,"\\u00e9"],"custom":{"a":1,"a":2},"x":[1e400]`;
      const job = admit(new TextEncoder().encode(`${bytes}}`), noon);
      if (job.ok) await web.engine.push(job.value);
      const words = await wordsOf(web, "/job/exact-0001");
      expect(words).toContain(bytes);
      expect(words).toContain(`[\n 9007199254740993,\n 1.0,\n "\\u00e9"\n]`);
      expect(words).toContain(`{\n "a": 1,\n "a": 2\n}`);
    }));

  test("a long one is cut, until all of it is asked for", () =>
    withWeb(async (web) => {
      const end = "the very end of it";
      await web.engine.push(aJob("long", { args: ["x".repeat(100_000), end] }));
      const short = await (await web.get("/job/long____")).text();
      expect(short.length).toBeLessThan(90_000);
      expect(short).not.toContain(end);
      const all = /href="(\/job\/long____\?at=[^"]*all=1)"/.exec(short)?.[1]?.replaceAll("&amp;", "&");
      expect(await wordsOf(web, all ?? "/nolink")).toContain(end);
    }));

  test.each([
    ["that would be far longer laid out", { args: JSON.parse(`${"[".repeat(30)}${"1,".repeat(400_000)}1${"]".repeat(30)}`) as unknown }],
    ["of many members", Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`member${index}`, index]))],
    ["of megabytes", { args: ["x".repeat(2_000_000)] }],
  ])("one %s takes no more than a few megabytes, whatever is asked for", (_, members) =>
    withWeb(async (web) => {
      await web.engine.push(aJob("long", members));
      expect((await (await web.get("/job/long____?all=1")).text()).length).toBeLessThan(4_000_000);
    }),
  );

  test("ActiveJob's wrapper shows what it wraps, everywhere", () =>
    withWeb(async (web) => {
      const args = [{ arguments: ["UserMailer", "welcome", "deliver_now"] }];
      const wrapped = {
        jobtype: "ActiveJob::QueueAdapters::FaktoryAdapter::JobWrapper",
        args,
        custom: { wrapped: "ActionMailer::MailDeliveryJob" },
      };
      await web.engine.push(aJob("mail", { ...wrapped, at: "2027-01-01T00:00:00Z" }));
      expect(await wordsOf(web, "/scheduled")).toContain(" UserMailer#welcome ");
      const words = await wordsOf(web, "/job/mail____");
      expect(words).toContain("UserMailer#welcome");
      expect(words).toContain("Pushed as ActiveJob::QueueAdapters::FaktoryAdapter::JobWrapper");
    }));
});

describe("§8 a jid that is not one job", () => {
  test("several have it", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("same"));
      await web.engine.push(aJob("same", { at: "2027-01-01T00:00:00Z" }));
      const words = await wordsOf(web, "/job/same____");
      expect(words).toContain("2 jobs");
      expect(words).toMatch(/Enqueued.*Scheduled|Scheduled.*Enqueued/s);
    }));

  test("it succeeded a moment ago", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("done"));
      await web.engine.fetch(["q"], aSession("w-1"));
      await web.engine.ack("done____", "w-1");
      await web.clock.advance(4_000);
      const words = await wordsOf(web, "/job/done____");
      expect(words).toContain("Done 4 s ago");
      expect(words).toContain("Runs that ended lately");
    }));

  test("nobody knows it", () =>
    withWeb(async (web) => expect(await wordsOf(web, "/job/nosuchjob")).toContain("No job with this jid is stored")));

  test("a link whose job has moved shows it where it is", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("moved", { at: "2027-01-01T00:00:00Z" }));
      const link = /href="(\/job\/moved___[^"]*)"/.exec(await (await web.get("/scheduled")).text())?.[1] ?? "";
      await web.engine.mutate({ cmd: "requeue", target: "scheduled", filter: {} });
      expect(await wordsOf(web, link.replaceAll("&amp;", "&"))).toContain(" State Enqueued ");
    }));
});
