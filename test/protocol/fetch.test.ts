import { conversation } from "../support/conversation.ts";

const push = (jid: string, queue: string) => `PUSH {"jid":"${jid}","jobtype":"Mail","args":[],"queue":"${queue}"}`;

conversation(
  "§3 FETCH: queues strictly in the order given, first in first out within one",
  `
  C: ${push("job-low-1", "low")}
  S: +OK
  C: ${push("job-high1", "high")}
  S: +OK
  C: ${push("job-high2", "high")}
  S: +OK
  C: FETCH high low
  S: {"jid":"job-high1","...":"~"}
  C: FETCH  high   low
  S: {"jid":"job-high2","...":"~"}
  C: FETCH high low
  S: {"jid":"job-low-1","...":"~"}`,
);

conversation(
  "§3 FETCH: no queue named",
  `
  C: FETCH
  S: -ERR must call fetch with at least one queue
  C> FETCH  \\n
  S: -ERR must call fetch with at least one queue`,
);

conversation(
  "§3 FETCH: waits 2 s where nothing is ready, also for queues that don't exist or can't",
  `
  C: FETCH nobody é/\\ __proto__
  S: (waits)
  * 1.9 s pass
  S: (waits)
  * 100 ms pass
  S: $-1`,
);

conversation(
  "§3 FETCH: a push to any of its queues wakes it at once",
  `
  C1: FETCH a b c
  S1: (waits)
  C2: ${push("job-00001", "b")}
  S2: +OK
  S1: {"jid":"job-00001","queue":"b","...":"~"}`,
);

conversation(
  "§3 FETCH: waiters are served in the order they came",
  `
  C1: FETCH q
  S1: (waits)
  C2: FETCH other q
  S2: (waits)
  C3: FETCH q
  S3: (waits)
  C4: ${push("job-00001", "q")}
  S4: +OK
  C4: ${push("job-00002", "q")}
  S4: +OK
  S1: {"jid":"job-00001","...":"~"}
  S2: {"jid":"job-00002","...":"~"}
  S3: (waits)`,
);

conversation(
  "§3 FETCH: a job that falls due wakes it",
  `
  C1: PUSH {"jid":"job-00001","jobtype":"Mail","args":[],"at":"2026-01-15T12:00:01Z"}
  S1: +OK
  C2: FETCH default
  S2: (waits)
  * 1.5 s pass
  S2: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: a paused queue is passed over until it is resumed",
  `
  C1: ${push("job-00001", "a")}
  S1: +OK
  C1: ${push("job-00002", "b")}
  S1: +OK
  C1: QUEUE PAUSE a
  S1: +OK
  C2: FETCH a b
  S2: {"jid":"job-00002","...":"~"}
  C2: FETCH a b
  S2: (waits)
  C1: QUEUE RESUME a
  S1: +OK
  S2: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: a quiet worker gets nothing, on any of its connections, after the wait",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w1"}
  S2: +OK
  C1: ${push("job-00001", "q")}
  S1: +OK
  C1: BEAT {"wid":"w1","current_state":"quiet"}
  S1: {"state":"quiet"}
  C2: FETCH q
  S2: (waits)
  * 2 s pass
  S2: $-1
  C3: FETCH q
  S3: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: a worker that becomes quiet while it waits takes no job any more",
  `
  C1: HELLO {"v":2,"wid":"w1"}
  S1: +OK
  C2: HELLO {"v":2,"wid":"w1"}
  S2: +OK
  C2: FETCH q
  S2: (waits)
  C1: BEAT {"wid":"w1","current_state":"terminate"}
  S1: {"state":"terminate"}
  C3: ${push("job-00001", "q")}
  S3: +OK
  S2: (waits)
  * 2 s pass
  S2: $-1
  C3: FETCH q
  S3: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: a connection that closed while waiting takes no job",
  `
  C1: FETCH q
  S1: (waits)
  C1: (closes)
  C2: ${push("job-00001", "q")}
  S2: +OK
  C3: FETCH q
  S3: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: nor does one that closed only its sending half, as a killed worker does",
  `
  C1: FETCH q
  S1: (waits)
  C1: (ends)
  S1: (waits)
  C2: ${push("job-00001", "q")}
  S2: +OK
  S1: $-1
  S1: (closes)
  C3: FETCH q
  S3: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§3 FETCH: one that closed its sending half before is still given a job that is ready",
  `
  C1: ${push("job-00001", "q")}
  S1: +OK
  C2> FETCH q\\nFETCH q\\n
  C2: (ends)
  S2: {"jid":"job-00001","...":"~"}
  * 2 s pass
  S2: $-1
  S2: (closes)`,
);

const names = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`).join(" ");

conversation(
  "§3 FETCH: there is a bound to the queues it may name",
  `
  C: ${push("job-00001", "q9999")}
  S: +OK
  C: FETCH ${names(10_001)}
  S: -ERR too many queues: ~
  C: FETCH ${names(10_000)}
  S: {"jid":"job-00001","...":"~"}`,
);
