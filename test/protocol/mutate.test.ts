import { conversation } from "../support/conversation.ts";

const sets = (sizes: { scheduled?: number; retries?: number; dead?: number }, queued = 0) =>
  `{"faktory":{"sets":${JSON.stringify({ scheduled: 0, retries: 0, dead: 0, working: 0, ...sizes })},"total_enqueued":${queued},"...":"~"},"...":"~"}`;

const push = (jid: string, more = "") => `
  C: PUSH {"jid":"${jid}","jobtype":"Mail","args":[1, 2]${more}}
  S: +OK`;

const later = `,"at":"2030-01-01T00:00:00Z"`;

const threeScheduled = `
  ${push("job-00001", later)}
  C: PUSH {"jid":"job-00002","jobtype":"Other","args": ["fizz"],"at":"2031-01-01T00:00:00Z"}
  S: +OK
  ${push("job-00003", `${later},"custom":{"a":"b c"}`)}`;

const left = (mutation: string, sizes: Parameters<typeof sets>[0], queued = 0) => `
  ${threeScheduled}
  C: MUTATE ${mutation}
  S: +OK
  C: INFO
  S: ${sets(sizes, queued)}`;

conversation("§3 MUTATE: no filter takes everything", left(`{"cmd":"discard","target":"scheduled"}`, {}));
conversation("§3 MUTATE: a null filter takes everything", left(`{"cmd":"kill","target":"scheduled","filter":null}`, { dead: 3 }));
conversation("§3 MUTATE: an empty filter takes everything", left(`{"cmd":"requeue","target":"scheduled","filter":{}}`, {}, 3));
conversation(
  "§3 MUTATE: a filter with empty members takes everything",
  left(`{"cmd":"discard","target":"scheduled","filter":{"jids":[],"jobtype":"","regexp":null}}`, {}),
);
conversation(
  "§3 MUTATE: jids are the only filter that counts",
  left(`{"cmd":"discard","target":"scheduled","filter":{"jids":["job-00001","nosuch"],"jobtype":"Other"}}`, { scheduled: 2 }),
);
conversation(
  "§3 MUTATE: by jobtype, exactly",
  left(`{"cmd":"discard","target":"scheduled","filter":{"jobtype":"Other"}}`, { scheduled: 2 }),
);
conversation(
  "§3 MUTATE: part of a jobtype is another one",
  left(`{"cmd":"discard","target":"scheduled","filter":{"jobtype":"Oth"}}`, { scheduled: 3 }),
);
conversation(
  "§3 MUTATE: the glob sees compact JSON",
  left(`{"cmd":"kill","target":"scheduled","filter":{"regexp":"*\\"args\\":[1,2]*"}}`, { scheduled: 1, dead: 2 }),
);
conversation(
  "§3 MUTATE: brackets in a glob find themselves",
  left(`{"cmd":"kill","target":"scheduled","filter":{"regexp":"*\\"args\\":[\\"fizz\\"]*"}}`, { scheduled: 2, dead: 1 }),
);
conversation(
  "§3 MUTATE: jobtype and glob must both match",
  left(`{"cmd":"discard","target":"scheduled","filter":{"jobtype":"Mail","regexp":"*b c*"}}`, { scheduled: 2 }),
);
conversation(
  "§3 MUTATE: clear takes everything, whatever the filter",
  left(`{"cmd":"clear","target":"scheduled","filter":{"jobtype":"Nobody"}}`, {}),
);
conversation("§3 MUTATE: another target is left alone", left(`{"cmd":"clear","target":"retries"}`, { scheduled: 3 }));
conversation("§3 MUTATE: its JSON may contain spaces", left(`  { "cmd" : "discard" , "target" : "scheduled" } `, {}));

conversation(
  "§3 MUTATE: unknown commands and targets, the command first",
  `
  C: MUTATE {"cmd":"bury","target":"nowhere"}
  S: -ERR unknown mutate operation
  C: MUTATE {"target":"dead"}
  S: -ERR unknown mutate operation
  C: MUTATE {"cmd":"kill","target":"nowhere"}
  S: -ERR invalid target for mutation command
  C: MUTATE {"cmd":"kill"}
  S: -ERR invalid target for mutation command
  C: MUTATE {"cmd":"requeue","target":"queue:default"}
  S: -ERR invalid target for mutation command
  C: MUTATE {"cmd":"clear","target":"queue:default"}
  S: -ERR invalid target for mutation command`,
);

conversation(
  "§3 MUTATE: malformed, and wrong types are named",
  `
  C: MUTATE
  S: -ERR invalid MUTATE payload: it must be an object
  C: MUTATE {"cmd":
  S: -ERR invalid MUTATE payload: ~
  C: MUTATE {"cmd":1,"target":"dead"}
  S: -ERR invalid MUTATE payload: cmd must be a string
  C: MUTATE {"cmd":"kill","target":"dead","filter":[]}
  S: -ERR invalid MUTATE payload: filter must be an object
  C: MUTATE {"cmd":"kill","target":"dead","filter":{"jids":"one"}}
  S: -ERR invalid MUTATE payload: filter.jids must be an array
  C: MUTATE {"cmd":"kill","target":"dead","filter":{"jids":[1]}}
  S: -ERR invalid MUTATE payload: filter.jids must be an array of strings
  C: MUTATE {"cmd":"kill","target":"dead","filter":{"regexp":5}}
  S: -ERR invalid MUTATE payload: filter.regexp must be a string
  C: MUTATE {"cmd":"clear","target":"dead"}
  S: +OK`,
);

conversation(
  "§3 MUTATE kill, then requeue from dead: it runs from the tail of its queue, with its bytes",
  `
  ${push("job-00001", `${later},"queue":"q"`)}
  ${push("job-00002", `,"queue":"q"`)}
  C: MUTATE {"cmd":"kill","target":"scheduled"}
  S: +OK
  C: MUTATE {"cmd":"kill","target":"dead"}
  S: +OK
  C: MUTATE {"cmd":"requeue","target":"dead"}
  S: +OK
  C: FETCH q
  S: {"jid":"job-00002","...":"~"}
  C: FETCH q
  S: {"jid":"job-00001","jobtype":"Mail","args":[1,2],"at":"2030-01-01T00:00:00Z","queue":"q","...":"~"}`,
);

conversation(
  "§3 MUTATE requeue from retries: its failure comes along, without a time at which it would be due",
  `
  ${push("job-00001")}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: FAIL {"jid":"job-00001","errtype":"Oops","message":"no"}
  S: +OK
  C: MUTATE {"cmd":"requeue","target":"retries","filter":{"regexp":"*\\"errtype\\":\\"Oops\\"*"}}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","failure":{"retry_count":0,"remaining":25,"failed_at":"~","message":"no","errtype":"Oops"},"...":"~"}`,
);

conversation(
  "§3 MUTATE (ours): a queue as target, discard and kill",
  `
  ${push("job-00001")}
  C: PUSH {"jid":"job-00002","jobtype":"Other","args":[]}
  S: +OK
  ${push("job-00003")}
  C: MUTATE {"cmd":"kill","target":"queue:default","filter":{"jobtype":"Other"}}
  S: +OK
  C: MUTATE {"cmd":"discard","target":"queue:default","filter":{"jids":["job-00003"]}}
  S: +OK
  C: MUTATE {"cmd":"discard","target":"queue:nosuch"}
  S: +OK
  C: INFO
  S: ${sets({ dead: 1 }, 1)}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 MUTATE wakes a FETCH that waits",
  `
  ${push("job-00001", later)}
  C1: FETCH default
  S1: (waits)
  C: MUTATE {"cmd":"requeue","target":"scheduled"}
  S: +OK
  S1: {"jid":"job-00001","...":"~"}`,
);
