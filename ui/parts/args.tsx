/** @jsxImportSource @kitajs/html */
import { cutCharacters } from "../../src/job/cut.ts";

const charactersMax = 200;

/** A client's JSON as one line of a list: at most 200 characters of it, exactly as it is stored. */
export function Args({ text }: { readonly text: string }): JSX.Element {
  const cut = cutCharacters(text, charactersMax);
  return (
    <code class="args" safe>
      {cut.length < text.length ? `${cut}…` : cut}
    </code>
  );
}
