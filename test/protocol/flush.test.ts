import { conversation } from "../support/conversation.ts";

conversation(
  "§3 FLUSH: jobs, queues, pauses, reservations and counters are gone; live workers stay",
  `
  C: HELLO {"v":2,"wid":"w1"}
  S: +OK
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[]},{"jid":"job-00002","jobtype":"Mail","args":[]},{"jid":"job-00003","jobtype":"Mail","args":[]},{"jid":"job-00004","jobtype":"Mail","args":[],"at":"2030-01-01T00:00:00Z"}]
  S: = {}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00002","...":"~"}
  C: QUEUE PAUSE default
  S: +OK
  C: FLUSH
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{},"sets":{"scheduled":0,"retries":0,"dead":0,"working":0},"total_processed":0,"total_failures":0,"total_enqueued":0,"total_queues":0,"tasks":{"Workers":{"size":1,"reaped":0},"...":"~"}},"...":"~"}
  C: FAIL {"jid":"job-00002"}
  S: -ERR Job not found job-00002
  # the pause went with its queue
  C: PUSH {"jid":"job-00005","jobtype":"Mail","args":[]}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00005","...":"~"}`,
);
