import { conversation } from "../support/conversation.ts";

const reserved = (jid: string, retry: number) => `
  C: PUSH {"jid":"${jid}","jobtype":"Mail","args":[],"retry":${retry}}
  S: +OK
  C: FETCH default
  S: {"jid":"${jid}","...":"~"}`;

const sets = (sizes: { retries?: number; dead?: number }) =>
  `{"faktory":{"sets":${JSON.stringify({ scheduled: 0, retries: 0, dead: 0, working: 0, ...sizes })},"...":"~"},"...":"~"}`;

conversation(
  "§3 FAIL: nobody holds the job",
  `
  C: FAIL {"jid":"nosuchjob"}
  S: -ERR Job not found nosuchjob`,
);

conversation(
  "§3 FAIL: no jid",
  `
  C: FAIL {"errtype":"Oops"}
  S: -ERR missing JID
  C: FAIL {"jid":null}
  S: -ERR missing JID`,
);

conversation(
  "§2 FAIL: the job goes to retries, and comes back when it is due, with what the worker said of it",
  `
  ${reserved("job-00001", 25)}
  C: FAIL {"jid":"job-00001","errtype":"Net::Error","message":"no route","backtrace":["a.rb:1","b.rb:2"]}
  S: +OK
  C: INFO
  S: {"faktory":{"sets":{"retries":1,"working":0,"scheduled":0,"dead":0},"total_processed":1,"total_failures":1,"...":"~"},"...":"~"}
  * 14 s pass
  C: FETCH default
  S: (waits)
  * 1.5 s pass
  S: {"jid":"job-00001","failure":{"retry_count":0,"remaining":25,"failed_at":"2026-01-15T12:00:00.000000Z","message":"no route","errtype":"Net::Error","backtrace":["a.rb:1","b.rb:2"]},"...":"~"}`,
);

conversation(
  "§2 FAIL: retry 0 is gone",
  `
  ${reserved("job-00001", 0)}
  C: FAIL {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: ${sets({})}
  C: FAIL {"jid":"job-00001"}
  S: -ERR Job not found job-00001`,
);

conversation(
  "§2 FAIL: retry -1 is dead at once",
  `
  ${reserved("job-00001", -1)}
  C: FAIL {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: ${sets({ dead: 1 })}`,
);

conversation(
  "§2 FAIL: retry 1 is tried once more, then dead",
  `
  ${reserved("job-00001", 1)}
  C: FAIL {"jid":"job-00001","backtrace":null}
  S: +OK
  C: INFO
  S: ${sets({ retries: 1 })}
  * 15.5 s pass
  C: FETCH default
  S: {"failure":{"retry_count":0,"remaining":1,"errtype":"unknown","message":"unknown","failed_at":"~","...":"~"},"...":"~"}
  C: FAIL {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: ${sets({ dead: 1 })}`,
);
