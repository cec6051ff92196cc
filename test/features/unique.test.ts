import { describe, expect, test } from "bun:test";
import { admit } from "../../src/job/admission.ts";
import { uniqueKey } from "../../src/job/unique-key.ts";
import { valueOf } from "../job/jobs.ts";
import { conversation } from "../support/conversation.ts";
import { noon } from "../support/manual-clock.ts";

const job = (jid: string, custom: string, more = "") => `PUSH {"jid":"${jid}","jobtype":"Mill","args":[1],"custom":{${custom}}${more}}`;

describe("§6 Unique", () => {
  conversation(
    "§6 a second push while the lock is held is refused, of any connection; one without unique_for passes by it",
    `
    C: ${job("unique-1", '"unique_for":60')}
    S: +OK
    C: ${job("unique-2", '"unique_for":60')}
    S: -NOTUNIQUE Job not unique
    C2: ${job("unique-3", '"unique_for":0.5')}
    S2: -NOTUNIQUE Job not unique
    C: PUSH {"jid":"passes-by","jobtype":"Mill","args":[1]}
    S: +OK
    C: ${job("unique-4", '"unique_for":60', ',"queue":"other"')}
    S: +OK
    C: PUSH {"jid":"unique-5","jobtype":"Mill","args":[2],"custom":{"unique_for":60}}
    S: +OK
    C: PUSH {"jid":"unique-6","jobtype":"Other","args":[1],"custom":{"unique_for":60}}
    S: +OK`,
  );

  conversation(
    "§3 PUSHB: each job that is not unique is named with its code, the others are stored",
    `
    C: PUSHB [{"jid":"unique-1","jobtype":"Mill","args":[],"custom":{"unique_for":9}},{"jid":"unique-2","jobtype":"Mill","args":[],"custom":{"unique_for":9}},{"jid":"plain-01","jobtype":"Mill","args":[]}]
    S: {"unique-2":"NOTUNIQUE Job not unique"}
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: FETCH default
    S: {"jid":"plain-01","...":"~"}`,
  );

  conversation(
    "§6 by default it is given back at ACK, and a retry holds it",
    `
    C: ${job("unique-1", '"unique_for":3600')}
    S: +OK
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: ${job("unique-2", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique
    C: FAIL {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique
    * 60 s pass
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: ACK {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600,"unique_until":"success"')}
    S: +OK`,
  );

  conversation(
    '§6 with unique_until "start" it is given back at FETCH',
    `
    C: ${job("unique-1", '"unique_for":3600,"unique_until":"start"')}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600,"unique_until":"start"')}
    S: -NOTUNIQUE Job not unique
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: ${job("unique-2", '"unique_for":3600')}
    S: +OK
    # only the job that holds a lock releases it
    C: ACK {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-3", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique`,
  );

  conversation(
    "§6 it lapses after unique_for, counted from the push; who took it then keeps it when the first one ends",
    `
    C: ${job("unique-1", '"unique_for":1.5')}
    S: +OK
    * 1499 ms pass
    C: ${job("unique-2", '"unique_for":60')}
    S: -NOTUNIQUE Job not unique
    * 1 ms pass
    C: ${job("unique-2", '"unique_for":60')}
    S: +OK
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: ACK {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-3", '"unique_for":60')}
    S: -NOTUNIQUE Job not unique`,
  );

  conversation(
    "§6 of a scheduled job it lasts its delay and unique_for",
    `
    C: ${job("unique-1", '"unique_for":10', ',"at":"2026-01-15T12:01:00Z"')}
    S: +OK
    * 69 s pass
    C: ${job("unique-2", '"unique_for":10')}
    S: -NOTUNIQUE Job not unique
    * 1 s passes
    C: ${job("unique-2", '"unique_for":10')}
    S: +OK`,
  );

  conversation(
    "§6 a job that dies gives it back; requeued it takes it again if it is free, and runs in any case",
    `
    C: ${job("unique-1", '"unique_for":3600', ',"retry":-1')}
    S: +OK
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: FAIL {"jid":"unique-1"}
    S: +OK
    C: MUTATE {"cmd":"requeue","target":"dead"}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: FAIL {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600')}
    S: +OK
    C: MUTATE {"cmd":"requeue","target":"dead"}
    S: +OK
    C: FETCH default
    S: {"jid":"unique-2","...":"~"}
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: ACK {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-3", '"unique_for":3600')}
    S: -NOTUNIQUE Job not unique`,
  );

  for (const [how, command] of [
    ["discarded", 'MUTATE {"cmd":"discard","target":"scheduled"}'],
    ["cleared", 'MUTATE {"cmd":"clear","target":"scheduled"}'],
    ["killed", 'MUTATE {"cmd":"kill","target":"scheduled"}'],
    ["flushed", "FLUSH"],
  ]) {
    conversation(
      `§6 a scheduled job that is ${how} gives it back`,
      `
      C: ${job("unique-1", '"unique_for":3600', ',"at":"2030-01-01T00:00:00Z"')}
      S: +OK
      C: ${command}
      S: +OK
      C: ${job("unique-2", '"unique_for":3600')}
      S: +OK`,
    );
  }

  conversation(
    "§6 a job of a removed queue gives it back",
    `
    C: ${job("unique-1", '"unique_for":3600')}
    S: +OK
    C: QUEUE REMOVE default
    S: +OK
    C: ${job("unique-2", '"unique_for":3600')}
    S: +OK`,
  );

  conversation(
    "§6 a job that is dropped after its last failure gives it back",
    `
    C: ${job("unique-1", '"unique_for":3600', ',"retry":0')}
    S: +OK
    C: FETCH default
    S: {"jid":"unique-1","...":"~"}
    C: FAIL {"jid":"unique-1"}
    S: +OK
    C: ${job("unique-2", '"unique_for":3600')}
    S: +OK`,
  );

  for (const [custom, fault] of [
    ['"unique_for":0', "custom.unique_for must be a number of seconds above 0"],
    ['"unique_for":-1', "custom.unique_for must be a number of seconds above 0"],
    ['"unique_for":"60"', "invalid JSON: custom.unique_for must be a number"],
    ['"unique_for":60,"unique_until":"finish"', 'custom.unique_until must be "success" or "start"'],
    ['"unique_until":"finish"', 'custom.unique_until must be "success" or "start"'],
    ['"unique_for":60,"unique_until":true', "invalid JSON: custom.unique_until must be a string"],
  ]) {
    conversation(`§6 ${custom} is refused`, `C: ${job("unique-1", custom ?? "")}\nS: -ERR ${fault}`);
  }

  conversation(
    "§6 null in them is the same as nothing",
    `
    C: ${job("unique-1", '"unique_for":null,"unique_until":null')}
    S: +OK
    C: ${job("unique-2", '"unique_for":null')}
    S: +OK`,
  );
});

describe("§6 what makes two jobs the same", () => {
  const keyOf = (args: string, more = "") => {
    const bytes = Buffer.from(`{"jid":"12345678","jobtype":"Mill","args":${args}${more}}`);
    const { facts, payload } = valueOf(admit(bytes, noon));
    return Buffer.from(uniqueKey(facts, payload)).toString("hex");
  };

  test.each([
    ["[1,2]", " [ 1 ,\t2 ] "],
    ['[{"a":1,"b":[]}]', '[{ "b" : [ ] , "a":1}]'],
    ['["\u00e9\\u0041\\/"]', '["\\u00E9A/"]'],
    ['["\\ud83d\\ude00"]', '["\ud83d\ude00"]'],
    ['[{"\\u0061":{"y":null,"x":true}}]', '[{"a":{"x":true,"y":null}}]'],
  ])("%s and %s are", (one, other) => expect(keyOf(one)).toBe(keyOf(other)));

  test.each([
    ["[1]", "[1.0]"],
    ["[1e2]", "[100]"],
    ["[9007199254740993]", "[9007199254740992]"],
    ["[1,2]", "[2,1]"],
    ["[[1],2]", "[[1,2]]"],
    ['["1"]', "[1]"],
    ['[{"a":1}]', '[{"a":1,"b":1}]'],
    ['["\\ud800"]', '["\\ud801"]'],
    ["[]", "[[]]"],
  ])("%s and %s are not", (one, other) => expect(keyOf(one)).not.toBe(keyOf(other)));

  test("args of more than 256 KiB are compared byte by byte", () => {
    const args = (count: number) => `["${"a".repeat(count - 4)}"]`;
    expect(keyOf(` ${args(262_144)}`)).toBe(keyOf(args(262_144)));
    expect(keyOf(args(262_145))).toBe(keyOf(args(262_145)));
    expect(keyOf(args(262_145).replace("[", "[ "))).not.toBe(keyOf(args(262_145)));
    expect(keyOf(args(262_145).replace("a", "\\u0061"))).not.toBe(keyOf(args(262_145)));
  });

  test("jobtype and queue count, other members do not", () => {
    expect(keyOf("[1]", ',"queue":"default","retry":3')).toBe(keyOf("[1]", ',"priority":7'));
    expect(keyOf("[1]", ',"queue":"other"')).not.toBe(keyOf("[1]"));
  });
});
