import { describe } from "bun:test";
import { conversation } from "../support/conversation.ts";

const job = (custom: string, more = "") => `PUSH {"jid":"backoff-1","jobtype":"Mill","args":[],"custom":{${custom}}${more}}`;
const fetchedAt = (nth: number) => `{"jid":"backoff-1","failure":{"retry_count":${nth},"...":"~"},"...":"~"}`;
const failing = (seconds: number, nth: number, report = "") => `
  C: FAIL {"jid":"backoff-1"${report}}
  S: +OK
  * ${seconds - 1} s pass
  C: INFO
  S: {"faktory":{"sets":{"retries":1,"scheduled":0,"dead":0,"working":0},"...":"~"},"...":"~"}
  * 2.1 s pass
  C: FETCH default
  S: ${fetchedAt(nth)}`;

describe("§2 Backoff of a job's own", () => {
  conversation(
    "§2 custom.backoff is seconds until each retry, the last one repeats",
    `
    C: ${job('"backoff":[10,100.5]')}
    S: +OK
    C: FETCH default
    S: {"jid":"backoff-1","custom":{"backoff":[10,100.5]},"...":"~"}
    ${failing(10, 0)}
    ${failing(101, 1)}
    ${failing(101, 2)}`,
  );

  conversation(
    "§2 retry_in in the FAIL payload holds for that retry, before custom.backoff",
    `
    C: ${job('"backoff":[10]')}
    S: +OK
    C: FETCH default
    S: {"jid":"backoff-1","...":"~"}
    ${failing(300, 0, ',"retry_in":300')}
    ${failing(10, 1)}`,
  );

  conversation(
    "§2 a reservation that ends follows it too",
    `
    C: ${job('"backoff":[10]', ',"reserve_for":60')}
    S: +OK
    C: FETCH default
    S: {"jid":"backoff-1","...":"~"}
    * 62 s pass
    C: INFO
    S: {"faktory":{"sets":{"retries":1,"scheduled":0,"dead":0,"working":0},"...":"~"},"...":"~"}
    * 12 s pass
    C: FETCH default
    S: {"jid":"backoff-1","failure":{"errtype":"ReservationExpired","...":"~"},"...":"~"}`,
  );

  conversation(
    "§2 retry_in makes no retry where none is left, and 0 is at once",
    `
    C: ${job('"x":1', ',"retry":1')}
    S: +OK
    C: FETCH default
    S: {"jid":"backoff-1","...":"~"}
    C: FAIL {"jid":"backoff-1","retry_in":0}
    S: +OK
    * 1 s passes
    C: FETCH default
    S: ${fetchedAt(0)}
    C: FAIL {"jid":"backoff-1","retry_in":5}
    S: +OK
    C: INFO
    S: {"faktory":{"sets":{"retries":0,"scheduled":0,"dead":1,"working":0},"...":"~"},"...":"~"}`,
  );

  for (const [custom, fault] of [
    ['"backoff":[]', "custom.backoff must be a list of at most 1000 seconds, each 0 or more"],
    ['"backoff":[1,-1]', "custom.backoff must be a list of at most 1000 seconds, each 0 or more"],
    ['"backoff":["1"]', "custom.backoff must be a list of at most 1000 seconds, each 0 or more"],
    ['"backoff":10', "invalid JSON: custom.backoff must be an array"],
  ]) {
    conversation(`§2 ${custom} is refused`, `C: ${job(custom ?? "")}\nS: -ERR ${fault}`);
  }

  conversation(
    "§2 custom.backoff names at most 1,000 times",
    `
    C: ${job(`"backoff":[${"1,".repeat(999)}1]`)}
    S: +OK
    C: ${job(`"backoff":[${"1,".repeat(1_000)}1]`)}
    S: -ERR custom.backoff must be a list of at most 1000 seconds, each 0 or more`,
  );

  conversation(
    "§3 FAIL with a bad retry_in is refused, and the job stays reserved",
    `
    C: ${job('"x":1')}
    S: +OK
    C: FETCH default
    S: {"jid":"backoff-1","...":"~"}
    C: FAIL {"jid":"backoff-1","retry_in":"soon"}
    S: -ERR invalid FAIL payload: retry_in must be a number
    C: FAIL {"jid":"backoff-1","retry_in":-1}
    S: -ERR invalid FAIL payload: retry_in must be a number of seconds, 0 or more
    C: ACK {"jid":"backoff-1"}
    S: +OK`,
  );
});
