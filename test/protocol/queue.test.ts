import { conversation } from "../support/conversation.ts";

const push = (jid: string, queue: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[],"queue":"${queue}"}`;

conversation(
  "§3 QUEUE: the subcommand in any case, an unknown one is named",
  `
  C: QUEUE pause a
  S: +OK
  C: QUEUE Resume a
  S: +OK
  C: QUEUE DROP a
  S: -ERR no such QUEUE subcommand: DROP
  C: QUEUE drop a
  S: -ERR no such QUEUE subcommand: drop`,
);

conversation(
  "§3 QUEUE: no names",
  `
  C: QUEUE PAUSE
  S: -ERR ~
  C: QUEUE RESUME
  S: -ERR ~
  C> QUEUE REMOVE  \\n
  S: -ERR ~`,
);

conversation(
  "§3 QUEUE: queues that don't exist are passed over, and don't begin to",
  `
  C: QUEUE PAUSE a
  S: +OK
  C: QUEUE REMOVE a
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{},"...":"~"},"...":"~"}
  # a pause of a queue that was not there is none
  C: ${push("job-00001", "a")}
  S: +OK
  C: FETCH a
  S: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 QUEUE PAUSE and RESUME: several, and all",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"a"},{"jid":"job-00002","jobtype":"Mail","args":[],"queue":"b"},{"jid":"job-00003","jobtype":"Mail","args":[],"queue":"c"}]
  S: = {}
  C: QUEUE PAUSE a b
  S: +OK
  C: FETCH a b c
  S: {"jid":"job-00003","...":"~"}
  C: QUEUE RESUME *
  S: +OK
  C: FETCH a b c
  S: {"jid":"job-00001","...":"~"}
  C: QUEUE PAUSE *
  S: +OK
  C: INFO
  S: {"server":{"queues":{"a":{"paused":true,"busy":1,"latency":0},"b":{"paused":true,"busy":0,"latency":0},"c":{"paused":true,"busy":1,"latency":0}},"...":"~"},"...":"~"}
  C: FETCH a b c
  S: (waits)
  * 2 s pass
  S: $-1`,
);

conversation(
  "§3 QUEUE REMOVE: the queue, its jobs and its pause are gone, reservations stay",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"a"},{"jid":"job-00002","jobtype":"Mail","args":[],"queue":"a"},{"jid":"job-00003","jobtype":"Mail","args":[],"queue":"b"}]
  S: = {}
  C: FETCH a
  S: {"jid":"job-00001","...":"~"}
  C: QUEUE PAUSE a
  S: +OK
  C: QUEUE REMOVE a
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{"b":1},"total_enqueued":1,"sets":{"working":1,"scheduled":0,"retries":0,"dead":0},"...":"~"},"...":"~"}
  C: ${push("job-00004", "a")}
  S: +OK
  C: FETCH a
  S: {"jid":"job-00004","...":"~"}
  C: QUEUE REMOVE *
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{},"total_enqueued":0,"...":"~"},"...":"~"}`,
);

conversation(
  "§3 QUEUE LATENCY: the age of the oldest job, 0 where there is none",
  `
  C: QUEUE LATENCY
  S: = {}
  C: QUEUE LATENCY *
  S: -ERR QUEUE LATENCY does not support wildcards
  C: ${push("job-00001", "a")}
  S: +OK
  * 1.5 s pass
  C: ${push("job-00002", "a")}
  S: +OK
  C: QUEUE LATENCY a nobody a __proto__
  S: = {"a":1.5,"nobody":0,"__proto__":0}
  C: FETCH a
  S: {"jid":"job-00001","...":"~"}
  C: QUEUE latency a
  S: = {"a":0}`,
);
