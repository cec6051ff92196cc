import { passwordHash } from "../../src/wire/password.ts";
import { conversation } from "../support/conversation.ts";

/** What a test's server asks each connection: its chance is fixed. */
const asked = { rounds: 4000, salt: "0001020304050607" };
const password = "foobar";
const right = passwordHash(password, asked.salt, asked.rounds);

conversation(
  "§1 with a password the greeting carries a challenge, and who answers it is served",
  `
  S: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C: HELLO {"v":2,"pwdhash":"f30ebba00534d7c89719ed2a62a2ae9580171f3c28fa54e5079edccd1fe6d9a6"}
  S: +OK
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S: +OK`,
  { password },
);

conversation(
  "§1 a worker answers it too, as clients in several languages do",
  `
  S: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C: HELLO {"v":2,"username":null,"wid":"w1","hostname":"h","pid":7,"labels":["a"],"pwdhash":"${right}"}
  S: +OK
  C: BEAT {"wid":"w1"}
  S: +OK`,
  { password },
);

conversation(
  "§1 below v 2 the password is hashed once",
  `
  S1: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C1: HELLO {"v":1,"pwdhash":"b11df2a0bab7f23d79038a229c68f19d2a2f0ad25bfafb552d95a7c9be304f6f"}
  S1: +OK
  S2: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C2: HELLO {"pwdhash":"b11df2a0bab7f23d79038a229c68f19d2a2f0ad25bfafb552d95a7c9be304f6f"}
  S2: +OK
  S3: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C3: HELLO {"v":1,"pwdhash":"${right}"}
  S3: -ERR Invalid password
  S3: (closes)`,
  { password },
);

for (const [what, hello] of [
  ["the hash of another password", `{"v":2,"pwdhash":"${passwordHash("foobaz", asked.salt, asked.rounds)}"}`],
  ["the hash with another salt", `{"v":2,"pwdhash":"${passwordHash(password, "0001020304050608", asked.rounds)}"}`],
  ["the hash of a round too few", `{"v":2,"pwdhash":"${passwordHash(password, asked.salt, asked.rounds - 1)}"}`],
  ["the hash of v 1 with v 2", `{"v":2,"pwdhash":"${passwordHash(password, asked.salt, 1)}"}`],
  ["the hash in capitals", `{"v":2,"pwdhash":"${right.toUpperCase()}"}`],
  ["half of the hash", `{"v":2,"pwdhash":"${right.slice(0, 32)}"}`],
  ["the hash and more", `{"v":2,"pwdhash":"${right}0"}`],
  ["the password itself", `{"v":2,"pwdhash":"${password}"}`],
  ["no text", `{"v":2,"pwdhash":""}`],
  ["null", `{"v":2,"pwdhash":null}`],
  ["nothing", `{"v":2}`],
  ["nothing, as a worker", `{"v":2,"wid":"w1","hostname":"h","pid":7,"labels":[]}`],
] as const) {
  conversation(
    `§1 who answers the challenge with ${what} is sent away`,
    `
  S: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C: HELLO ${hello}
  S: -ERR Invalid password
  S: (closes)`,
    { password },
  );
}

conversation(
  "§1 a hash that is no text is named like any fault of HELLO, and so is a first line that is none",
  `
  S1: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C1: HELLO {"v":2,"pwdhash":7}
  S1: -ERR invalid HELLO: pwdhash must be a string
  S1: (closes)
  S2: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C2: PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}
  S2: -ERR the first command must be HELLO with a JSON object
  S2: (closes)`,
  { password },
);

conversation(
  "§1 nothing behind a HELLO with a wrong password is run, and all behind a right one",
  `
  S1: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C1> HELLO {"v":2,"pwdhash":"${"0".repeat(64)}"}\\nPUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\n
  S1: -ERR Invalid password
  S1: (closes)
  S2: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C2> HELLO {"v":2,"pwdhash":"${right}"}\\nFETCH default\\nPUSH {"jid":"job-00002","jobtype":"Mail","args":[]}\\n
  * 2.1 s pass
  S2: +OK
  S2: $-1
  S2: +OK
  C2: INFO
  S2: {"faktory":{"total_enqueued":1,"...":"~"},"...":"~"}`,
  { password },
);

conversation(
  "§1 a place is taken only by who knows the password",
  `
  S1: +HI ~
  C1: HELLO {"v":2,"pwdhash":"${right}"}
  S1: +OK
  S2: +HI ~
  C2: HELLO {"v":2,"pwdhash":"${right}"}
  S2: -ERR too many connections: 1
  S2: (closes)
  S3: +HI ~
  C3: HELLO {"v":2}
  S3: -ERR Invalid password
  S3: (closes)`,
  { password, limits: { connectionsMax: 1 } },
);

conversation(
  "§1 a peer that ends its half behind HELLO is still answered",
  `
  S: +HI {"v":2,"i":4000,"s":"0001020304050607"}
  C> HELLO {"v":2,"pwdhash":"${right}"}\\nPUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\\n
  C: (ends)
  S: +OK
  S: +OK
  S: (closes)`,
  { password },
);

conversation(
  "§1 without a password a hash is one more member that means nothing",
  `
  S: +HI {"v":2}
  C: HELLO {"v":2,"pwdhash":"${"0".repeat(64)}"}
  S: +OK`,
);
