import { conversation } from "../support/conversation.ts";

const job = (jid: string, bid: string, more = "") => `PUSH {"jid":"${jid}","jobtype":"Part","args":[],"custom":{"bid":"${bid}"}${more}}`;
const status = (counts: string) => `{"bid":"$b","created_at":"~",${counts}}`;

conversation(
  "§6 BATCH: jobs run at once, callbacks wait for COMMIT, complete succeeds before success is enqueued",
  `
  C: BATCH NEW {"description":"Import","success":{"jobtype":"Done","queue":"cb","args":[1]},"complete":{"jobtype":"All","queue":"cb"}}
  S: (as b)
  C: ${job("job-00001", "$b")}
  S: +OK
  C: ${job("job-00002", "$b")}
  S: +OK
  C: BATCH STATUS $b
  S: {"bid":"$b","description":"Import","created_at":"~","complete_st":"","success_st":"","total":2,"pending":2,"failed":0}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00002","...":"~"}
  C: ACK {"jid":"job-00002"}
  S: +OK
  C: BATCH STATUS $b
  S: {"bid":"$b","description":"Import","created_at":"~","complete_st":"","success_st":"","total":2,"pending":0,"failed":0}
  C: BATCH COMMIT $b
  S: +OK
  C: BATCH STATUS $b
  S: {"bid":"$b","description":"Import","created_at":"~","complete_st":"1","success_st":"","total":2,"pending":0,"failed":0}
  # without jid it gets one, without args []
  C: FETCH cb
  S: {"jobtype":"All","jid":"~","args":[],"custom":{"_bid":"$b","_cb":"complete"},"...":"~"}
  C: QUEUE LATENCY cb
  S: {"cb":0}
  C: INFO
  S: {"faktory":{"total_enqueued":0,"...":"~"},"...":"~"}`,
);

conversation(
  "§6 BATCH: the callback job, with what it came with, and whose it is",
  `
  C: BATCH NEW {"success":{"jid":"cb-000001","jobtype":"Done","queue":"cb","args":[9007199254740993,1.0],"retry":3,"custom":{"a":1.0}}}
  S: (as b)
  C: BATCH COMMIT $b
  S: +OK
  C: FETCH cb
  S: = {"jid":"cb-000001","jobtype":"Done","queue":"cb","args":[9007199254740993,1.0],"retry":3,"custom":{"a":1.0,"_bid":"$b","_cb":"success"},"created_at":"2026-01-15T12:00:00.000000Z","enqueued_at":"2026-01-15T12:00:00.000000Z"}
  C: BATCH STATUS $b
  S: ${status('"complete_st":"","success_st":"1","total":0,"pending":0,"failed":0')}
  C: ACK {"jid":"cb-000001"}
  S: +OK
  C: BATCH STATUS $b
  S: ${status('"complete_st":"","success_st":"2","total":0,"pending":0,"failed":0')}`,
);

conversation(
  "§6 BATCH: a callback that fails is retried like any job, its state stays 1",
  `
  C: BATCH NEW {"complete":{"jid":"cb-000001","jobtype":"All","args":[]}}
  S: (as b)
  C: BATCH COMMIT $b
  S: +OK
  C: FETCH default
  S: {"jid":"cb-000001","...":"~"}
  C: FAIL {"jid":"cb-000001"}
  S: +OK
  C: BATCH STATUS $b
  S: ${status('"complete_st":"1","success_st":"","total":0,"pending":0,"failed":0')}
  * 20 s pass
  C: FETCH default
  S: {"jid":"cb-000001","...":"~"}
  C: ACK {"jid":"cb-000001"}
  S: +OK
  C: BATCH STATUS $b
  S: ${status('"complete_st":"2","success_st":"","total":0,"pending":0,"failed":0')}`,
);

conversation(
  "§6 BATCH: OPEN and COMMIT from any connection, also of a batch that has ended; each callback fires at most once",
  `
  C1: BATCH NEW {"success":{"jid":"cb-000001","jobtype":"Done","queue":"cb","args":[]}}
  S1: (as b)
  C2: BATCH OPEN $b
  S2: = $b
  C2: ${job("job-00001", "$b")}
  S2: +OK
  C2: BATCH COMMIT $b
  S2: +OK
  C2: BATCH COMMIT $b
  S2: +OK
  C1: FETCH default
  S1: {"jid":"job-00001","...":"~"}
  C1: BATCH OPEN $b
  S1: = $b
  C1: ACK {"jid":"job-00001"}
  S1: +OK
  # open again: no callback until the next COMMIT
  C1: BATCH STATUS $b
  S1: ${status('"complete_st":"","success_st":"","total":1,"pending":0,"failed":0')}
  C2: BATCH COMMIT $b
  S2: +OK
  C2: FETCH cb
  S2: {"jid":"cb-000001","...":"~"}
  C2: ACK {"jid":"cb-000001"}
  S2: +OK
  C2: BATCH OPEN $b
  S2: = $b
  C2: ${job("job-00002", "$b")}
  S2: +OK
  C2: BATCH COMMIT $b
  S2: +OK
  C2: BATCH STATUS $b
  S2: ${status('"complete_st":"","success_st":"2","total":2,"pending":1,"failed":0')}
  C2: FETCH default
  S2: {"jid":"job-00002","...":"~"}
  C2: ACK {"jid":"job-00002"}
  S2: +OK
  C2: FETCH cb
  * 2 s pass
  S2: $-1`,
);

conversation(
  "§6 BATCH: what can't be",
  `
  C: BATCH
  S: -ERR no such BATCH subcommand:~
  C: BATCH DROP b-x
  S: -ERR no such BATCH subcommand: DROP
  C: BATCH OPEN b-nosuch
  S: -ERR No such batch b-nosuch
  C: BATCH COMMIT b-nosuch
  S: -ERR No such batch b-nosuch
  C: BATCH STATUS b-nosuch
  S: -ERR No such batch b-nosuch
  C: ${job("job-00001", "b-nosuch")}
  S: -ERR No such batch b-nosuch
  C: PUSHB [{"jid":"job-00001","jobtype":"Part","args":[],"custom":{"bid":"b-nosuch"}},{"jid":"job-00002","jobtype":"Part","args":[]}]
  S: {"job-00001":"No such batch b-nosuch"}
  C: BATCH NEW
  S: -ERR invalid BATCH payload: unexpected end
  C: BATCH NEW []
  S: -ERR invalid BATCH payload: it must be an object
  C: BATCH NEW {"success":1}
  S: -ERR invalid BATCH payload: success must be an object
  C: BATCH NEW {}
  S: -ERR batches must have at least one callback: success, complete or death
  C: BATCH NEW {"success":null,"complete":null}
  S: -ERR batches must have at least one callback: success, complete or death
  C: BATCH NEW {"bid":"b-mine","success":{"jobtype":"Done"}}
  S: -ERR invalid BATCH payload: bid must not be given, the server makes one
  C: BATCH NEW {"parent_bid":"b-nosuch","success":{"jobtype":"Done"}}
  S: -ERR No such batch b-nosuch
  C: BATCH NEW {"success":{}}
  S: -ERR success: jobs must have a jobtype parameter
  C: BATCH NEW {"success":{"jobtype":"Done","queue":"a b"}}
  S: -ERR success: cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z
  C: BATCH NEW {"complete":{"jobtype":"Done","jid":"short"}}
  S: -ERR complete: jobs must have a reasonable jid parameter
  C: BATCH NEW {"complete":{"jobtype":"Done","custom":[]}}
  S: -ERR invalid JSON: complete: custom must be an object
  C: BATCH NEW {"description":"${"d".repeat(1_001)}","complete":{"jobtype":"Done"}}
  S: -ERR invalid BATCH payload: description must be at most 1000 characters
  # the Go client sends "" where there is none
  C: batch new {"bid":"","parent_bid":"","description":"","success":{"jobtype":"Done","custom":{}}}
  S: -ERR unknown command batch
  C: BATCH new {"bid":"","parent_bid":"","description":"","success":{"jobtype":"Done","custom":{}}}
  S: (as b)
  C: BATCH STATUS $b
  S: ${status('"complete_st":"","success_st":"","total":0,"pending":0,"failed":0')}`,
);

conversation(
  "§6 BATCH: nested, the child's callback carries its parent, and the parent's waits until that has succeeded",
  `
  C: BATCH NEW {"success":{"jid":"parent-cb","jobtype":"Done","queue":"cb","args":[]}}
  S: (as p)
  C: BATCH NEW {"parent_bid":"$p","success":{"jid":"child-cb","jobtype":"Done","queue":"cb","args":[]}}
  S: (as b)
  C: BATCH COMMIT $p
  S: +OK
  C: ${job("job-00001", "$b")}
  S: +OK
  C: BATCH COMMIT $b
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: BATCH STATUS $b
  S: {"bid":"$b","parent_bid":"$p","created_at":"~","complete_st":"","success_st":"1","total":1,"pending":0,"failed":0}
  C: BATCH STATUS $p
  S: {"bid":"$p","created_at":"~","complete_st":"","success_st":"","total":0,"pending":0,"failed":0}
  C: FETCH cb
  S: {"jid":"child-cb","custom":{"_bid":"$b","_pbid":"$p","_cb":"success"},"...":"~"}
  C: ACK {"jid":"child-cb"}
  S: +OK
  C: FETCH cb
  S: {"jid":"parent-cb","custom":{"_bid":"$p","_cb":"success"},"...":"~"}
  C: ACK {"jid":"parent-cb"}
  S: +OK
  C: BATCH STATUS $p
  S: {"bid":"$p","created_at":"~","complete_st":"","success_st":"2","total":0,"pending":0,"failed":0}`,
);

conversation(
  "§3 FLUSH: batches are gone",
  `
  C: BATCH NEW {"success":{"jobtype":"Done"}}
  S: (as b)
  C: ${job("job-00001", "$b")}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}
  C: FLUSH
  S: +OK
  C: BATCH STATUS $b
  S: -ERR No such batch $b
  C: ACK {"jid":"job-00001"}
  S: +OK`,
);
