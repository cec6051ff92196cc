import { describe, expect, test } from "bun:test";
import { glance } from "../../src/job/glance.ts";
import { limits } from "../../src/limits.ts";

const wrapper = "ActiveJob::QueueAdapters::FaktoryAdapter::JobWrapper";
const mail = "ActionMailer::MailDeliveryJob";

function at(members: object, jobtype = "T") {
  return glance(Buffer.from(JSON.stringify({ jid: "job-00001", jobtype, args: [], ...members })), jobtype);
}

describe("§8 what lists show of a job", () => {
  test.each<[string, object, string]>([
    ["T", {}, "T"],
    ["T", { custom: { track: 1 } }, "T"],
    [wrapper, { custom: { wrapped: "ChargeJob" } }, "ChargeJob"],
    [wrapper, { custom: { wrapped: 7 } }, wrapper],
    [
      wrapper,
      { custom: { wrapped: mail }, args: [{ job_class: mail, arguments: ["UserMailer", "welcome", "deliver_now", {}] }] },
      "UserMailer#welcome",
    ],
    [wrapper, { custom: { wrapped: mail }, args: [{ arguments: ["UserMailer"] }] }, mail],
    [wrapper, { custom: { wrapped: mail }, args: [{ arguments: 1 }] }, mail],
    [wrapper, { custom: { wrapped: mail }, args: [1] }, mail],
    [wrapper, { custom: { wrapped: mail } }, mail],
  ])("a %s with %p is shown as %s", (jobtype, members, shownType) => expect(at(members, jobtype)?.shownType).toBe(shownType));

  test("the args are shown as they were pushed, at most 200 characters of them, none of them split", () => {
    expect(glance(Buffer.from('{"jid":"job-00001","jobtype":"T","args": [ 9007199254740993, 1.0 ]}'), "T")).toEqual({
      shownType: "T",
      args: "[ 9007199254740993, 1.0 ]",
      isArgsCut: false,
    });
    const long = at({ args: ["😀".repeat(300)] });
    expect([[...(long?.args ?? "")].length, long?.args.endsWith("😀"), long?.isArgsCut]).toEqual([200, true, true]);
    const fits = at({ args: ["é".repeat(196)] });
    expect([fits?.args.length, fits?.isArgsCut]).toEqual([200, false]);
  });

  test("nor does a class that is wrapped fill the lists", () => {
    const { shownType = "" } = at({ custom: { wrapped: "C".repeat(60_000) } }) ?? {};
    expect(shownType).toBe("C".repeat(limits.nameCharactersMax));
  });

  test("what is no job any more has nothing to show", () => {
    expect(glance(Buffer.from('{"jid":"job-00001","args":'), "T")).toBeUndefined();
    expect(glance(new Uint8Array(), "T")).toBeUndefined();
  });
});
