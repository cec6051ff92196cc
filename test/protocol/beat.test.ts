import { conversation } from "../support/conversation.ts";

conversation(
  "§3 BEAT: running, quiet, terminate, and never back",
  `
  C: HELLO {"v":2,"wid":"w1"}
  S: +OK
  C: BEAT {"wid":"w1"}
  S: +OK
  C: BEAT {"wid":"w1","current_state":"","rss_kb":1234}
  S: +OK
  C: BEAT {"wid":"w1","current_state":"quiet"}
  S: = {"state":"quiet"}
  C: BEAT {"wid":"w1"}
  S: = {"state":"quiet"}
  C: BEAT {"wid":"w1","current_state":"terminate"}
  S: = {"state":"terminate"}
  C: BEAT {"wid":"w1","current_state":"quiet"}
  S: = {"state":"terminate"}`,
);

conversation(
  "§3 BEAT: an unknown worker, or no wid",
  `
  C: BEAT {"wid":"nobody"}
  S: -ERR Unknown worker nobody
  C: BEAT {}
  S: -ERR Unknown worker ~`,
);

conversation(
  "§3 BEAT: the dashboard's signal reaches the worker with its next one",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w2"}
  S2: +OK
  * quiet w1
  C1: BEAT {"wid":"w1"}
  S1: = {"state":"quiet"}
  C2: BEAT {"wid":"w2"}
  S2: +OK
  * terminate all
  C1: BEAT {"wid":"w1"}
  S1: = {"state":"terminate"}
  C2: BEAT {"wid":"w2"}
  S2: = {"state":"terminate"}`,
  {
    acts: {
      "quiet w1": ({ engine }) => void engine.workers.signal("w1", "quiet"),
      "terminate all": ({ engine }) => void engine.workers.signal("all", "terminate"),
    },
  },
);

const workers = (size: number, reaped: number) =>
  `{"faktory":{"tasks":{"Workers":{"size":${size},"reaped":${reaped}},"...":"~"},"...":"~"},"...":"~"}`;

conversation(
  "§3 a worker is known as long as one of its connections is open",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w1"}
  S2: +OK
  C3: INFO
  S3: ${workers(1, 0)}
  C1: END
  S1: (closes)
  C3: BEAT {"wid":"w1"}
  S3: +OK
  C2: END
  S2: (closes)
  C3: BEAT {"wid":"w1"}
  S3: -ERR Unknown worker w1
  C3: INFO
  S3: ${workers(0, 0)}`,
);

conversation(
  "§3 a worker without a BEAT for 60 s is gone, and its connections are closed",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w2"}
  S2: +OK
  * 40 s pass
  C2: BEAT {"wid":"w2"}
  S2: +OK
  * 25 s pass
  S1: (closes)
  C2: BEAT {"wid":"w2"}
  S2: +OK
  C3: INFO
  S3: ${workers(1, 1)}`,
);
