import { conversation } from "../support/conversation.ts";

conversation(
  "§3 ACK: the job is gone and counted",
  `
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{"default":0},"sets":{"scheduled":0,"retries":0,"dead":0,"working":0},"total_processed":1,"total_failures":0,"...":"~"},"...":"~"}`,
);

conversation(
  "§3 ACK: a late one, or one of a jid nobody knows, is OK and counts nothing",
  `
  C: ACK {"jid":"nosuchjob"}
  S: +OK
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK
  # it was not fetched yet
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{"default":1},"total_processed":0,"...":"~"},"...":"~"}`,
);

conversation(
  "§3 ACK: any connection may; members nobody knows don't matter",
  `
  C1: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S1: +OK
  C1: FETCH default
  S1: {"jid":"job-00001","...":"~"}
  C2: ACK {"jid":"job-00001","extra":[1]}
  S2: +OK
  C1: INFO
  S1: {"faktory":{"sets":{"working":0,"scheduled":0,"retries":0,"dead":0},"...":"~"},"...":"~"}`,
);

conversation(
  "§2 ACK: of two reservations of a jid the one of the same wid ends, else the oldest",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w2"}
  S2: +OK
  C1: PUSH {"jid":"job-00001","jobtype":"Mail","args":[1],"retry":0}
  S1: +OK
  C1: PUSH {"jid":"job-00001","jobtype":"Mail","args":[2],"retry":-1}
  S1: +OK
  C1: FETCH default
  S1: {"args":[1],"...":"~"}
  C2: FETCH default
  S2: {"args":[2],"...":"~"}
  C2: ACK {"jid":"job-00001"}
  S2: +OK
  # what is left is the first one, which no failure sends to dead
  C3: FAIL {"jid":"job-00001"}
  S3: +OK
  C1: INFO
  S1: {"faktory":{"sets":{"working":0,"scheduled":0,"retries":0,"dead":0},"total_processed":2,"...":"~"},"...":"~"}`,
);

conversation(
  "§3 ACK: no jid",
  `
  C: ACK {}
  S: -ERR invalid ACK ~
  C: ACK {"jid":null}
  S: -ERR invalid ACK ~`,
);
