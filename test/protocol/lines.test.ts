import { conversation } from "../support/conversation.ts";

const deep = (levels: number) => `{"jid":"job-00001","jobtype":"Mail","args":${"[".repeat(levels)}${"]".repeat(levels)}}`;

/** A PUSH whose line has that many bytes. */
const longPush = (jid: string, bytes: number) => {
  const [head, tail] = [`PUSH {"jid":"${jid}","jobtype":"Mail","args":["`, `"]}`];
  return `${head}${"a".repeat(bytes - head.length - tail.length)}${tail}`;
};

conversation(
  "§1 a verb runs to the first space, and its case counts",
  `
  C: FOO
  S: -ERR unknown command FOO
  C: push {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: -ERR unknown command push
  C: PUSHED {"jid":"job-00001"}
  S: -ERR unknown command PUSHED
  C: TRACKS GET job-00001
  S: -ERR unknown command TRACKS
  C:  INFO
  S: -ERR unknown command ~
  C: INFO
  S: {"server":{"command_count":1,"...":"~"},"...":"~"}`,
);

conversation(
  "§1 a message never holds a line break or a control character of the client's",
  `
  C> FOO\\rBAR\\x00\\x1b[31m\\xc2\\x85 x\\n
  S: -ERR unknown command FOO BAR  [31m~
  C> QUEUE \\x07\\rX a\\n
  S: -ERR no such QUEUE subcommand:   X
  C> FAIL {"jid":"a\\\\nb\\\\u0000"}\\n
  S: -ERR Job not found a~b~
  C: INFO
  S: {"...":"~"}`,
);

conversation(
  "§1 blank lines after the handshake get no reply",
  `
  C>  \\n\\r\\n  \\n\\n
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  C>  \\n
  S: +OK`,
);

conversation(
  "§1 a line ends with LF, and a CR before it is dropped",
  `
  C> PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\r\\n
  S: +OK
  C> PUSH {"jid":"job-00002","jobtype":"Mail","args":[]}\\n
  S: +OK
  C> FETCH default\\r\\n
  S: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§1 several commands in one packet are answered in their order",
  `
  C> PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\nFOO\\nPUSH {}\\nFETCH default\\r\\n\\nACK {"jid":"job-00001"}\\nQUEUE LATENCY default\\n
  S: +OK
  S: -ERR unknown command FOO
  S: -ERR jobs must have a reasonable jid parameter
  S: {"jid":"job-00001","...":"~"}
  S: +OK
  S: {"default":0}`,
);

conversation(
  "§1 replies keep the order of the commands, also behind a FETCH that waits",
  `
  C1> FETCH empty\\nPUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\nFOO\\nFETCH default\\n
  S1: (waits)
  # what stands behind the FETCH was not started
  C2: INFO
  S2: {"faktory":{"total_queues":0,"...":"~"},"...":"~"}
  * 2 s pass
  S1: $-1
  S1: +OK
  S1: -ERR unknown command FOO
  S1: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§1 a malformed payload gets an error that begins as the command's do, and the connection stays usable",
  `
  C: PUSH {"jid"
  S: -ERR invalid JSON: ~
  C: PUSH
  S: -ERR invalid JSON: ~
  C: PUSH [1]
  S: -ERR invalid JSON: ~
  C> PUSH {"jid":"job-\\xff\\xfe","jobtype":"Mail","args":[]}\\n
  S: -ERR invalid JSON: ~
  C: PUSHB
  S: -ERR invalid JSON: ~
  C: PUSHB {}
  S: -ERR invalid JSON: ~
  C: ACK
  S: -ERR invalid ACK ~
  C: ACK {"jid":7}
  S: -ERR invalid ACK ~
  C: FAIL
  S: -ERR invalid FAIL ~
  C: FAIL {"jid":"job-00001","backtrace":7}
  S: -ERR invalid FAIL ~
  C: BEAT
  S: -ERR invalid BEAT ~
  C: BEAT {"wid":[]}
  S: -ERR invalid BEAT ~
  C: FETCH
  S: -ERR must call fetch with at least one queue
  C: QUEUE
  S: -ERR no such QUEUE subcommand: ~
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK`,
);

conversation(
  "§1 JSON may be nested 512 levels deep, and no deeper",
  `
  C: PUSH ${deep(511)}
  S: +OK
  C: PUSH ${deep(512)}
  S: -ERR invalid JSON: ~
  C: FAIL {"jid":"job-00001","x":${"[".repeat(600)}${"]".repeat(600)}}
  S: -ERR invalid FAIL ~
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}`,
);

conversation(
  "§1 a line longer than allowed gets an error, and its connection is closed",
  `
  C1: ${longPush("job-00001", 1_001)}
  S1: -ERR line too long
  S1: (closes)
  C2: ${longPush("job-00002", 1_000)}
  S2: +OK
  C2: FETCH default
  S2: {"jid":"job-00002","...":"~"}`,
  { limits: { lineBytesMax: 1_000 } },
);

conversation(
  "§1 END gets no reply: what stands before it is answered, what stands behind it is not run",
  `
  C1> PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\nEND\\nPUSH {"jid":"job-00002","jobtype":"Mail","args":[]}\\n
  S1: +OK
  S1: (closes)
  C2: INFO
  S2: {"faktory":{"queues":{"default":1},"...":"~"},"...":"~"}`,
);

conversation(
  "§1 a peer that closes its sending half is answered what it sent whole",
  `
  C1> PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\nFETCH default\\nPUSH {"jid":"job-00002","jobtype":"Mail","args":[]}
  C1: (ends)
  S1: +OK
  S1: {"jid":"job-00001","...":"~"}
  S1: (closes)
  C2: INFO
  S2: {"faktory":{"queues":{"default":0},"...":"~"},"...":"~"}`,
);
