import { conversation } from "../support/conversation.ts";

conversation(
  "§3 PUSH: a job is stored, and handed out with what was missing",
  `
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[1,"two"]}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","jobtype":"Mail","args":[1,"two"],"queue":"default","retry":25,"created_at":"2026-01-15T12:00:00.000000Z","enqueued_at":"2026-01-15T12:00:00.000000Z"}`,
);

conversation(
  "§2 args, custom and unknown fields come back as they were pushed, byte for byte",
  `
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[ 9007199254740993 , 1.0,1e400,"\\u00e9é\\ud800\\u0000" ],"b":{"z":1,"a":2},"b":3,"custom":{ "x" :  -0.0 },"queue":"q","retry":3,"created_at":"x"}
  S: +OK
  C: FETCH q
  S: = {"jid":"job-00001","jobtype":"Mail","args":[ 9007199254740993 , 1.0,1e400,"\\u00e9é\\ud800\\u0000" ],"b":{"z":1,"a":2},"b":3,"custom":{ "x" :  -0.0 },"queue":"q","retry":3,"created_at":"x","enqueued_at":"2026-01-15T12:00:00.000000Z"}`,
);

for (const [what, job, error] of [
  ["no jid", `{"jobtype":"Mail","args":[]}`, "jobs must have a reasonable jid parameter"],
  ["a jid of null", `{"jid":null,"jobtype":"Mail","args":[]}`, "jobs must have a reasonable jid parameter"],
  ["a short jid", `{"jid":"1234567","jobtype":"Mail","args":[]}`, "jobs must have a reasonable jid parameter"],
  ["no jobtype", `{"jid":"job-00001","args":[]}`, "jobs must have a jobtype parameter"],
  ["an empty jobtype", `{"jid":"job-00001","jobtype":"","args":[]}`, "jobs must have a jobtype parameter"],
  ["no args", `{"jid":"job-00001","jobtype":"Mail"}`, "jobs must have an args parameter"],
  ["args of null", `{"jid":"job-00001","jobtype":"Mail","args":null}`, "jobs must have an args parameter"],
  [
    "a long reservation",
    `{"jid":"job-00001","jobtype":"Mail","args":[],"reserve_for":86401}`,
    "jobs cannot be reserved for more than one day",
  ],
  ["a bad at", `{"jid":"job-00001","jobtype":"Mail","args":[],"at":"tomorrow"}`, "invalid timestamp for 'at': ~"],
  [
    "a bad queue name",
    `{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"a b"}`,
    `cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`,
  ],
  [
    "a bad queue name, though scheduled",
    `{"jid":"job-00001","jobtype":"Mail","args":[],"queue":"é","at":"2030-01-01T00:00:00Z"}`,
    `cannot get "é" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`,
  ],
  ["a jid that is no string", `{"jid":12345678,"jobtype":"Mail","args":[]}`, "~jid~"],
  ["args that are no array", `{"jid":"job-00001","jobtype":"Mail","args":{}}`, "~args~"],
  ["a retry that is no integer", `{"jid":"job-00001","jobtype":"Mail","args":[],"retry":"3"}`, "~retry~"],
  ["a custom that is no object", `{"jid":"job-00001","jobtype":"Mail","args":[],"custom":[]}`, "~custom~"],
  ["a queue that is no string", `{"jid":"job-00001","jobtype":"Mail","args":[],"queue":7}`, "~queue~"],
  ["two objects", `{"jid":"job-00001","jobtype":"Mail","args":[]} {}`, "invalid JSON: ~"],
] as const) {
  conversation(
    `§2 PUSH with ${what} is refused, and nothing is stored`,
    `
  C: PUSH ${job}
  S: -ERR ${error}
  C: INFO
  S: {"faktory":{"total_enqueued":0,"total_queues":0,"sets":{"scheduled":0,"retries":0,"dead":0,"working":0},"...":"~"},"...":"~"}`,
  );
}

conversation(
  "§2 PUSH: the same jid may be pushed twice; both run, and each has its own reservation",
  `
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[1]}
  S: +OK
  C: PUSH {"jid":"job-00001","jobtype":"Mail","args":[2]}
  S: +OK
  C: FETCH default
  S: {"jid":"job-00001","args":[1],"...":"~"}
  C: FETCH default
  S: {"jid":"job-00001","args":[2],"...":"~"}
  C: ACK {"jid":"job-00001"}
  S: +OK
  C: INFO
  S: {"faktory":{"sets":{"scheduled":0,"retries":0,"dead":0,"working":1},"...":"~"},"...":"~"}`,
);

conversation(
  "§2 PUSH: an at in the future waits in scheduled until then, one in the past does not; it stays in the payload",
  `
  C: PUSH {"jid":"job-past1","jobtype":"Mail","args":[],"at":"2026-01-15T12:59:59+01:00"}
  S: +OK
  C: PUSH {"jid":"job-later","jobtype":"Mail","args":[],"at":"2026-01-15T12:00:30.000000001Z"}
  S: +OK
  C: PUSH {"jid":"job-empty","jobtype":"Mail","args":[],"at":""}
  S: +OK
  C: INFO
  S: {"faktory":{"queues":{"default":2},"sets":{"scheduled":1,"retries":0,"dead":0,"working":0},"...":"~"},"...":"~"}
  C: FETCH default
  S: {"jid":"job-past1","at":"2026-01-15T12:59:59+01:00","...":"~"}
  C: FETCH default
  S: {"jid":"job-empty","...":"~"}
  * 29.5 s pass
  C: FETCH default
  S: (waits)
  * 1.5 s pass
  S: {"jid":"job-later","at":"2026-01-15T12:00:30.000000001Z","...":"~"}`,
);
