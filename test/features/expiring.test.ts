import { describe } from "bun:test";
import { conversation } from "../support/conversation.ts";

const job = (jid: string, custom: string, more = "") => `PUSH {"jid":"${jid}","jobtype":"Mill","args":[],"custom":{${custom}}${more}}`;
const noJobs = '{"faktory":{"total_processed":0,"total_failures":0,"total_enqueued":0,"...":"~"},"...":"~"}';

describe("§6 Expiring", () => {
  for (const [title, custom] of [
    ["expires_in", '"expires_in":10'],
    ["expires_at", '"expires_at":"2026-01-15T13:00:10+01:00"'],
    ["both, the earlier one counting", '"expires_at":"2030-01-15T13:00:10Z","expires_in":10'],
  ]) {
    conversation(
      `§6 past its time a job is dropped instead of fetched, and counts as neither processed nor failed: ${title}`,
      `
      C: ${job("expires-1", custom ?? "")}
      S: +OK
      C: PUSH {"jid":"stays-001","jobtype":"Mill","args":[],"queue":"second"}
      S: +OK
      * 10 s pass
      C: FETCH default second
      S: {"jid":"stays-001","...":"~"}
      C: INFO
      S: ${noJobs}`,
    );

    conversation(
      `§6 before that it is fetched, and may run as long as it likes: ${title}`,
      `
      C: ${job("expires-1", custom ?? "")}
      S: +OK
      * 9.9 s pass
      C: FETCH default
      S: {"jid":"expires-1","...":"~"}
      * 60 s pass
      C: ACK {"jid":"expires-1"}
      S: +OK
      C: INFO
      S: {"faktory":{"total_processed":1,"...":"~"},"...":"~"}`,
    );
  }

  conversation(
    "§6 expires_in counts from the push, also for a job that is scheduled or runs again",
    `
    C: ${job("expires-1", '"expires_in":30', ',"at":"2026-01-15T12:00:40Z"')}
    S: +OK
    C: ${job("expires-2", '"expires_in":15')}
    S: +OK
    C: FETCH default
    S: {"jid":"expires-2","...":"~"}
    C: FAIL {"jid":"expires-2"}
    S: +OK
    * 60 s pass
    C: INFO
    S: {"faktory":{"total_enqueued":2,"...":"~"},"...":"~"}
    C: FETCH default
    * 2 s pass
    S: $-1
    C: INFO
    S: {"faktory":{"total_enqueued":0,"...":"~"},"...":"~"}`,
  );

  conversation(
    "§6 a job that expires gives its lock back",
    `
    C: ${job("expires-1", '"expires_in":1,"unique_for":3600')}
    S: +OK
    * 2 s pass
    C: ${job("expires-2", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique
    C: FETCH default
    * 2 s pass
    S: $-1
    C: ${job("expires-2", '"unique_for":3600')}
    S: +OK`,
  );

  for (const [custom, fault] of [
    ['"expires_in":-1', "custom.expires_in must be a number of seconds, 0 or more"],
    ['"expires_in":"soon"', "invalid JSON: custom.expires_in must be a number"],
    ['"expires_at":"soon"', "custom.expires_at must be a time by RFC 3339"],
    ['"expires_at":1768478400', "invalid JSON: custom.expires_at must be a string"],
  ]) {
    conversation(`§6 ${custom} is refused`, `C: ${job("expires-1", custom ?? "")}\nS: -ERR ${fault}`);
  }
});
