import { conversation } from "../support/conversation.ts";

conversation(
  "§3 PUSHB: all jobs are stored, in their order",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[1]},{"jid":"job-00002","jobtype":"Mail","args":[2]}]
  S: = {}
  C: FETCH default
  S: {"jid":"job-00001","args":[1],"...":"~"}
  C: FETCH default
  S: {"jid":"job-00002","args":[2],"...":"~"}`,
);

conversation(
  "§3 PUSHB: nothing to do",
  `
  C: PUSHB []
  S: = {}`,
);

conversation(
  "§3 PUSHB: those that failed are named with their error, the others are stored",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[]},{"jid":"job-00002","args":[]},{"jid":"short","jobtype":"Mail","args":[]},{"jobtype":"Mail","args":[]},{"jid":"job-00003","jobtype":"Mail","args":[],"reserve_for":86401}]
  S: {"job-00002":"jobs must have a jobtype parameter","short":"jobs must have a reasonable jid parameter","":"jobs must have a reasonable jid parameter","job-00003":"jobs cannot be reserved for more than one day"}
  C: INFO
  S: {"faktory":{"queues":{"default":1},"...":"~"},"...":"~"}`,
);

conversation(
  "§3 PUSHB: a field of a wrong type is an error of that one job where it has a jid",
  `
  C: PUSHB [{"jid":"job-00001","jobtype":"Mail","args":[]},{"jid":"__proto__","jobtype":7,"args":[]}]
  S: {"__proto__":"~"}
  C: FETCH default
  S: {"jid":"job-00001","...":"~"}`,
);

for (const [what, jobs] of [
  ["no array", `{"jid":"job-00001","jobtype":"Mail","args":[]}`],
  ["a job that is no object", `[{"jid":"job-00001","jobtype":"Mail","args":[]},7]`],
  ["a wrong type in a job without a jid", `[{"jid":"job-00001","jobtype":"Mail","args":[]},{"jobtype":7}]`],
  ["half an array", `[{"jid":"job-00001","jobtype":"Mail","args":[]}`],
] as const) {
  conversation(
    `§3 PUSHB of ${what} is refused, and nothing is stored`,
    `
  C: PUSHB ${jobs}
  S: -ERR invalid JSON~
  C: INFO
  S: {"faktory":{"queues":{},"total_enqueued":0,"...":"~"},"...":"~"}`,
  );
}

const many = Array.from({ length: 1_201 }, (_, index) => `{"jid":"job-${index + 10_000}","jobtype":"Mail","args":[]}`);

conversation(
  "§3 PUSHB: more jobs than one turn takes; what comes behind it sees all of them",
  `
  C> PUSHB [${many.join(",")}]\\nQUEUE LATENCY default\\nINFO\\nFETCH default\\n
  S: = {}
  S: {"default":"~"}
  S: {"faktory":{"queues":{"default":1201},"...":"~"},"...":"~"}
  S: {"jid":"job-10000","...":"~"}`,
);
