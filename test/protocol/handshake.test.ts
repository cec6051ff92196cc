import { conversation } from "../support/conversation.ts";

conversation(
  "§1 the server speaks first, and a producer says HELLO",
  `
  S: +HI {"v":2}
  C: HELLO {"v":2}
  S: +OK`,
);

conversation(
  "§1 HELLO of a worker, with members nobody knows, as clients in several languages send it",
  `
  C: HELLO {"v":2,"wid":"4qpc2443vpvai","hostname":"MikeBookPro.local","pid":2676,"labels":["go","1.0"],"username":null,"later":{"a":[1]}}
  S: +OK
  C: BEAT {"wid":"4qpc2443vpvai"}
  S: +OK`,
);

conversation(
  "§1 a wid that is missing, null or empty means a producer, and a missing v counts as 0",
  `
  C1: HELLO {}
  S1: +OK
  C2: HELLO {"v":null,"wid":null,"hostname":null,"pid":null,"labels":null}
  S2: +OK
  C3: HELLO {"v":2,"wid":""}
  S3: +OK
  C1: BEAT {"wid":""}
  S1: -ERR Unknown worker ~
  C1: INFO
  S1: {"faktory":{"tasks":{"Workers":{"size":0,"reaped":0},"...":"~"},"...":"~"},"server":{"connections":3,"...":"~"},"...":"~"}`,
);

for (const [what, line] of [
  ["a command", "PUSH {}"],
  ["a request of HTTP", "GET / HTTP/1.1\\r\\nHost: localhost\\r\\n"],
  ["the bytes of a TLS client", "\\x16\\x03\\x01\\x00\\xa5\\x01\\x00\\x00\\xa1\\x03\\x03"],
  ["nothing", ""],
  ["HELLO in small letters", `hello {"v":2}`],
  ["HELLO without its JSON", "HELLO"],
  ["HELLO with half of its JSON", `HELLO {"v":2`],
  ["HELLO with no object", "HELLO [2]"],
  ["HELLO with a v that is no integer", `HELLO {"v":"2"}`],
  ["HELLO with a wid that is no string", `HELLO {"v":2,"wid":7}`],
  ["HELLO with labels that are no strings", `HELLO {"v":2,"labels":[1]}`],
  ["HELLO with bytes that are no UTF-8", `HELLO {"v":2,"wid":"\\xff"}`],
  ["HELLO nested too deep", `HELLO {"v":2,"x":${"[".repeat(600)}${"]".repeat(600)}}`],
] as const) {
  conversation(
    `§1 the first line is ${what}: one error that names the fault, then the end`,
    `
  S: +HI {"v":2}
  C> ${line}\\n
  S: -ERR ~HELLO~
  S: (closes)`,
  );
}

conversation(
  "§1 a second HELLO is an unknown command",
  `
  C: HELLO {"v":2}
  S: +OK
  C: HELLO {"v":2}
  S: -ERR unknown command HELLO
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK`,
);

conversation(
  "§1 the handshake takes at most 2 s, however far it got",
  `
  S1: +HI {"v":2}
  S2: +HI {"v":2}
  C2> HELLO {"v":
  * 1.9 s pass
  S1: (waits)
  S2: (waits)
  * 300 ms pass
  S1: (closes)
  S2: (closes)`,
);

conversation(
  "§1 a connection that has shaken hands lives for ever",
  `
  C: HELLO {"v":2}
  S: +OK
  * 3 min pass
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK`,
);

conversation(
  "§1 one connection too many is told so in place of +OK, and the open ones feel nothing",
  `
  C1: HELLO {"v":2}
  S1: +OK
  C2: HELLO {"v":2}
  S2: +OK
  C3: HELLO {"v":2}
  S3: -ERR too many connections: 2
  S3: (closes)
  C1: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S1: +OK
  C2: FETCH default
  S2: {"jid":"job-00001","...":"~"}
  # a place that is given back is free again
  C1: END
  S1: (closes)
  C4: HELLO {"v":2}
  S4: +OK`,
  { limits: { connectionsMax: 2 } },
);

conversation(
  "§1 before HELLO is answered a line has at most 64 KiB",
  `
  S1: +HI {"v":2}
  C1> HELLO {"v":2,"x":"${"a".repeat(64 * 1024 - 20)}"}\\n
  S1: +OK
  S2: +HI {"v":2}
  C2> HELLO {"v":2,"x":"${"a".repeat(64 * 1024 - 19)}"}\\n
  S2: -ERR line too long
  S2: (closes)
  # nor does the server wait for its end
  S3: +HI {"v":2}
  C3> ${"a".repeat(65_537)}
  S3: -ERR line too long
  S3: (closes)`,
);
