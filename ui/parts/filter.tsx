/** @jsxImportSource @kitajs/html */
import { type ListFilter, listFilterText } from "../../src/job/list-filter.ts";
import { urlOf } from "../urls.ts";

interface FilterProps {
  /** The list's own path. */
  readonly path: string;
  readonly filter: ListFilter;
  /** What a person might type here. */
  readonly example: string;
}

/** A list's filter: a field, and each part of what it asks for as a chip that can be taken away (dashboard, section 6). */
export function Filter({ path, filter, example }: FilterProps): JSX.Element {
  const chips = chipsOf(filter);
  return (
    <search class="filter">
      <form action={path}>
        <input
          type="search"
          name="q"
          value={listFilterText(filter)}
          placeholder={example}
          aria-label="Filter: type:, queue:, jid:, or words of the job"
          autocomplete="off"
          spellcheck="false"
          maxlength="1000"
        />
        <button>Filter</button>
      </form>
      {chips.length === 0 ? (
        <></>
      ) : (
        <ul class="chips" aria-label="Filtered by">
          {chips.map(({ text, rest }) => (
            <li>
              <a class="chip" href={urlOf(path, { q: listFilterText(rest) })} title="Take this away">
                <span class="unseen">Without </span>
                <span safe>{text}</span>
                <span aria-hidden="true"> ✕</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

/** Each part of a filter, and the filter without it. */
function chipsOf(filter: ListFilter): { text: string; rest: ListFilter }[] {
  const { type, queue, jid, words = [] } = filter;
  const without = (name: "type" | "queue" | "jid"): ListFilter => ({ ...filter, [name]: undefined });
  const named = (["type", "queue", "jid"] as const).flatMap((name) => {
    const value = { type, queue, jid }[name];
    return value === undefined ? [] : [{ text: `${name}: ${value}`, rest: without(name) }];
  });
  const ofWords = words.map((word, index) => ({ text: word, rest: { ...filter, words: words.filter((_, other) => other !== index) } }));
  return [...named, ...ofWords];
}

/** What a filter asks for, in words. */
export function filterInWords(filter: ListFilter): string {
  const { type, queue, jid, words = [] } = filter;
  const parts = [
    ...(type === undefined ? [] : [type.includes("*") ? `of a type like ${type}` : `of the type ${type}`]),
    ...(queue === undefined ? [] : [`for the queue ${queue}`]),
    ...(jid === undefined ? [] : [`with the jid ${jid}`]),
    ...words.map((word) => `with “${word}” in the job`),
  ];
  return parts.join(", ");
}
