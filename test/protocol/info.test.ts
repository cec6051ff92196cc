import { conversation } from "../support/conversation.ts";

conversation(
  "§3 INFO: exactly these members, in an empty server",
  `
  C: INFO
  S: {"now":"2026-01-15T12:00:00.000000Z","server_utc_time":"12:00:00 UTC","faktory":{"queues":{},"sets":{"scheduled":0,"retries":0,"dead":0,"working":0},"tasks":{"Scheduled":{"enqueued":0,"cycles":"~","size":0,"wall_time_sec":"~"},"Retries":{"enqueued":0,"cycles":"~","size":0,"wall_time_sec":"~"},"Dead":{"enqueued":0,"cycles":"~","size":0,"wall_time_sec":"~"},"Busy":{"size":0,"reaped":0},"Workers":{"size":0,"reaped":0}},"total_failures":0,"total_processed":0,"total_enqueued":0,"total_queues":0},"server":{"description":"Millrace (Faktory Enterprise compatible)","faktory_version":"1.10.0","uptime":0,"connections":1,"command_count":1,"used_memory_mb":"~","version":"~","queues":{}}}`,
);

conversation(
  "§3 INFO: sizes are exact at the moment of the answer",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"a"},{"jid":"job-00002","jobtype":"Mail","args":[],"queue":"a"},{"jid":"job-00003","jobtype":"Mail","args":[],"queue":"b"},{"jid":"job-00004","jobtype":"Mail","args":[],"queue":"c","at":"2030-01-01T00:00:00Z"}]
  S: = {}
  C> FETCH b\\nINFO\\n
  S: {"jid":"job-00003","...":"~"}
  S: {"faktory":{"queues":{"a":2,"b":0},"sets":{"scheduled":1,"retries":0,"dead":0,"working":1},"total_enqueued":2,"total_queues":2,"tasks":{"Scheduled":{"size":1,"...":"~"},"Busy":{"size":1,"reaped":0},"...":"~"},"...":"~"},"...":"~"}
  C> ACK {"jid":"job-00003"}\\nINFO\\n
  S: +OK
  S: {"faktory":{"sets":{"scheduled":1,"retries":0,"dead":0,"working":0},"total_processed":1,"total_failures":0,"...":"~"},"...":"~"}`,
);

conversation(
  "§3 INFO: a queue's name may be a word of JavaScript's; its age, busy jobs and pause stand in the server's part",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"__proto__"},{"jid":"job-00002","jobtype":"Mail","args":[],"queue":"constructor"}]
  S: = {}
  C: QUEUE PAUSE constructor
  S: +OK
  C: PUSH {"jid":"job-00003","jobtype":"Mail","args":[],"queue":"other"}
  S: +OK
  C: FETCH other
  S: {"jid":"job-00003","...":"~"}
  * 2 s pass
  C: INFO
  S: {"now":"2026-01-15T12:00:02.000000Z","server_utc_time":"12:00:02 UTC","faktory":{"queues":{"__proto__":1,"constructor":1,"other":0},"total_queues":3,"...":"~"},"server":{"uptime":2,"command_count":5,"queues":{"__proto__":{"latency":2,"busy":0,"paused":false},"constructor":{"latency":2,"busy":0,"paused":true},"other":{"latency":0,"busy":1,"paused":false}},"...":"~"}}`,
);

conversation(
  "§3 INFO: what the timed tasks did",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[],"at":"2026-01-15T12:00:10Z"},{"jid":"job-00002","jobtype":"Mail","args":[],"queue":"q","reserve_for":60,"retry":0}]
  S: = {}
  C: FETCH q
  S: {"jid":"job-00002","...":"~"}
  * 61 s pass
  C: INFO
  S: {"faktory":{"tasks":{"Scheduled":{"enqueued":1,"size":0,"...":"~"},"Busy":{"size":0,"reaped":1},"...":"~"},"total_processed":1,"total_failures":1,"...":"~"},"...":"~"}`,
);
