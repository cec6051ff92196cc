/** @jsxImportSource @kitajs/html */
import { Empty } from "./empty.tsx";

const programs: readonly (readonly [language: string, lines: string])[] = [
  [
    "Ruby",
    `require "faktory"; require "securerandom"\nFaktory::Client.new.push({ "jid" => SecureRandom.hex(12), "jobtype" => "Greet", "args" => ["Ana"] })`,
  ],
  ["Go", `client, _ := faktory.Open() // github.com/contribsys/faktory/client\nclient.Push(faktory.NewJob("Greet", "Ana"))`],
  ["Node", `const client = await require("faktory-worker").connect();\nawait client.job("Greet", "Ana").push();`],
];

/** What stands on Home before the first job: how one is pushed, in three languages. */
export function FirstSteps({ workers }: { readonly workers: number }): JSX.Element {
  return (
    <Empty
      sign="enqueued"
      title="No job yet: push the first one"
      text="Any client of the Faktory protocol can push, in any language. A queue appears with its first job."
    >
      <div class="programs">
        {programs.map(([language, lines]) => (
          <section>
            <h2 class="small" safe>
              {language}
            </h2>
            <pre tabindex="0" safe>
              {lines}
            </pre>
          </section>
        ))}
      </div>
      <p>
        <span>{workers === 0 ? "No worker is connected yet. " : "A worker is connected and waits. "}</span>
        <a href="/busy">{workers === 0 ? "How one connects" : "See the workers"}</a>
      </p>
    </Empty>
  );
}
