import { describe } from "bun:test";
import { conversation } from "../support/conversation.ts";

const job = (onDeath: string, more = "") => `PUSH {"jid":"mortal-1","jobtype":"Mill","args":[],"custom":{"on_death":${onDeath}}${more}}`;
const clean = '{"jid":"cleaner-1","jobtype":"Clean","args":[7],"queue":"clean"}';
const fetched = '{"jid":"cleaner-1","jobtype":"Clean","args":[7],"queue":"clean","...":"~"}';

describe("§6 custom.on_death", () => {
  conversation(
    "§6 a job to enqueue when this one dies by failing, once each death",
    `
    C: ${job(clean, ',"retry":-1')}
    S: +OK
    C: FETCH default
    S: {"jid":"mortal-1","...":"~"}
    C: FAIL {"jid":"mortal-1"}
    S: +OK
    C: FETCH clean
    S: ${fetched}
    C: ACK {"jid":"cleaner-1"}
    S: +OK
    C: MUTATE {"cmd":"requeue","target":"dead"}
    S: +OK
    C: FETCH clean default
    S: {"jid":"mortal-1","...":"~"}
    C: FAIL {"jid":"mortal-1"}
    S: +OK
    C: FETCH clean
    S: ${fetched}
    C: MUTATE {"cmd":"discard","target":"dead"}
    S: +OK
    C: FETCH clean
    * 2 s pass
    S: $-1`,
  );

  conversation(
    "§6 with retry 0, to die is to be gone after failing",
    `
    C: ${job(clean, ',"retry":0')}
    S: +OK
    C: FETCH default
    S: {"jid":"mortal-1","...":"~"}
    C: FAIL {"jid":"mortal-1"}
    S: +OK
    C: FETCH clean
    S: ${fetched}`,
  );

  conversation(
    "§6 to be killed is to die",
    `
    C: ${job(clean, ',"at":"2030-01-01T00:00:00Z"')}
    S: +OK
    C: MUTATE {"cmd":"kill","target":"scheduled"}
    S: +OK
    C: FETCH clean
    S: ${fetched}`,
  );

  for (const [how, ...steps] of [
    ["acked", "C: FETCH default", 'S: {"jid":"mortal-1","...":"~"}', 'C: ACK {"jid":"mortal-1"}'],
    ["failed with retries left", "C: FETCH default", 'S: {"jid":"mortal-1","...":"~"}', 'C: FAIL {"jid":"mortal-1"}'],
    ["removed with its queue", "C: QUEUE REMOVE default"],
  ]) {
    conversation(
      `§6 a job that is ${how} does not die`,
      `
      C: ${job(clean)}
      S: +OK
      ${steps.join("\n")}
      S: +OK
      C: FETCH clean
      * 2 s pass
      S: $-1`,
    );
  }

  conversation(
    "§6 without a jid it gets one, without args none",
    `
    C: ${job('{"jobtype":"Clean"}', ',"retry":0')}
    S: +OK
    C: FETCH default
    S: {"jid":"mortal-1","...":"~"}
    C: FAIL {"jid":"mortal-1"}
    S: +OK
    C: FETCH default
    S: {"jid":"~","jobtype":"Clean","args":[],"...":"~"}`,
  );

  conversation(
    "§6 it may be unique: a second one is then not enqueued",
    `
    C: ${job('{"jobtype":"Clean","custom":{"unique_for":60}}', ',"retry":0').replace("mortal-1", "mortal-2")}
    S: +OK
    C: ${job('{"jobtype":"Clean","custom":{"unique_for":60}}', ',"retry":0')}
    S: +OK
    C: FETCH default
    S: {"jid":"mortal-2","...":"~"}
    C: FETCH default
    S: {"jid":"mortal-1","...":"~"}
    C: FAIL {"jid":"mortal-1"}
    S: +OK
    C: FAIL {"jid":"mortal-2"}
    S: +OK
    C: INFO
    S: {"faktory":{"queues":{"default":1},"...":"~"},"...":"~"}`,
  );

  for (const [onDeath, fault] of [
    ["[]", "invalid JSON: custom.on_death must be an object"],
    ["{}", "custom.on_death: jobs must have a jobtype parameter"],
    ['{"jobtype":"Clean","jid":"short"}', "custom.on_death: jobs must have a reasonable jid parameter"],
    ['{"jobtype":"Clean","args":1}', "custom.on_death: invalid JSON: args must be an array"],
    ['{"jobtype":"Clean","queue":"a b"}', 'custom.on_death: cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z'],
    [`{"jobtype":"Clean","args":["${"x".repeat(65_536)}"]}`, "custom.on_death must be at most 65536 bytes"],
  ]) {
    conversation(`§6 on_death ${onDeath?.slice(0, 40)} is refused`, `C: ${job(onDeath ?? "")}\nS: -ERR ${fault}`);
  }
});
