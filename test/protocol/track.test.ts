import { conversation } from "../support/conversation.ts";

const job = (jid: string, more = "") => `PUSH {"jid":"${jid}","jobtype":"Scan","args":[],"custom":{"track":1}${more}}`;
const at = (time: string) => `2026-01-15T12:${time}.000000Z`;

conversation(
  "§6 TRACK: from enqueued to success, with what the worker says; SET never changes the state",
  `
  C: TRACK GET job-00001
  S: = {"jid":"job-00001","state":"unknown","updated_at":""}
  C: ${job("job-00001")}
  S: +OK
  C: TRACK GET job-00001
  S: = {"jid":"job-00001","state":"enqueued","updated_at":"${at("00:00")}"}
  # before FETCH too
  C: TRACK SET {"jid":"job-00001","desc":"waits"}
  S: +OK
  * 5 s pass
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: TRACK GET job-00001
  S: = {"jid":"job-00001","state":"working","updated_at":"${at("00:05")}","desc":"waits"}
  C: TRACK SET {"jid":"job-00001","percent":40,"desc":"halfway"}
  S: +OK
  C: TRACK SET {"jid":"job-00001","percent":41,"desc":null}
  S: +OK
  C: TRACK GET job-00001
  S: = {"jid":"job-00001","state":"working","updated_at":"${at("00:05")}","percent":41,"desc":"halfway"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  * 5 s pass
  C: TRACK SET {"jid":"job-00001","percent":100,"result":{"rows":9007199254740993,"ok":1.0}}
  S: +OK
  C: TRACK GET job-00001
  S: = {"jid":"job-00001","state":"success","updated_at":"${at("00:10")}","percent":100,"desc":"halfway","result":{"rows":9007199254740993,"ok":1.0}}`,
);

conversation(
  "§6 TRACK: failed, enqueued again, dead",
  `
  C: ${job("job-00001", ',"retry":1')}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: FAIL {"jid":"job-00001"}
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"failed","...":"~"}
  * 16 s pass
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"enqueued","...":"~"}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: FAIL {"jid":"job-00001"}
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"dead","...":"~"}
  C: MUTATE {"cmd":"requeue","target":"dead"}
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"enqueued","...":"~"}
  C: MUTATE {"cmd":"discard","target":"queue:default"}
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"unknown","updated_at":""}
  # with retry 0 it is gone, and failed
  C: ${job("job-00002", ',"retry":0')}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00002","...":"~"}
  C: FAIL {"jid":"job-00002"}
  S: +OK
  C: TRACK GET job-00002
  S: {"jid":"job-00002","state":"failed","...":"~"}
  # a scheduled job waits for its time, that is enqueued
  C: ${job("job-00003", ',"at":"2030-01-01T00:00:00Z"')}
  S: +OK
  C: TRACK GET job-00003
  S: {"jid":"job-00003","state":"enqueued","...":"~"}`,
);

conversation(
  "§6 TRACK: of an untracked jid nothing is stored",
  `
  C: PUSH {"jid":"job-00001","jobtype":"Scan","args":[]}
  S: +OK
  C: TRACK SET {"jid":"job-00001","percent":40}
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"unknown","updated_at":""}
  C: TRACK SET {"jid":"nosuchjob","percent":40}
  S: +OK
  C: TRACK GET nosuchjob
  S: {"jid":"nosuchjob","state":"unknown","updated_at":""}
  C: PUSH {"jid":"job-00002","jobtype":"Scan","args":[],"custom":{"track":0}}
  S: +OK
  C: TRACK GET job-00002
  S: {"jid":"job-00002","state":"unknown","updated_at":""}`,
);

conversation(
  "§6 TRACK: what can't be",
  `
  C: TRACK
  S: -ERR no such TRACK subcommand:~
  C: TRACK DROP job-00001
  S: -ERR no such TRACK subcommand: DROP
  C: TRACK GET
  S: -ERR TRACK GET needs a jid
  C: TRACK SET
  S: -ERR invalid TRACK payload: unexpected end
  C: TRACK SET []
  S: -ERR invalid TRACK payload: it must be an object
  C: TRACK SET {"percent":1}
  S: -ERR invalid TRACK payload: missing jid
  C: TRACK SET {"jid":"job-00001","percent":"1"}
  S: -ERR invalid TRACK payload: percent must be a number
  C: TRACK SET {"jid":"job-00001","desc":1}
  S: -ERR invalid TRACK payload: desc must be a string
  C: TRACK SET {"jid":"job-00001","reserve_until":"soon"}
  S: -ERR invalid TRACK payload: reserve_until must be a time by RFC 3339
  C: TRACK SET {"jid":"job-00001","result":"${"x".repeat(65_535)}"}
  S: -ERR invalid TRACK payload: result must be at most 65536 bytes
  C: TRACK SET {"jid":"job-00001","desc":"${"x".repeat(1_001)}"}
  S: -ERR invalid TRACK payload: desc must be at most 1000 characters
  C: track get job-00001
  S: -ERR unknown command track
  C: TRACK set {"jid":"job-00001","percent":null,"desc":null,"reserve_until":null,"result":null}
  S: +OK`,
);

conversation(
  "§3 FLUSH: tracks are gone",
  `
  C: ${job("job-00001")}
  S: +OK
  C: FLUSH
  S: +OK
  C: TRACK GET job-00001
  S: {"jid":"job-00001","state":"unknown","updated_at":""}`,
);
