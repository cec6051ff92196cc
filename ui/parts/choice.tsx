/** @jsxImportSource @kitajs/html */

interface ChoiceProps {
  /** What is chosen. */
  readonly label: string;
  readonly choices: readonly { readonly name: string; readonly href: string }[];
  /** The name of the one that is shown; another may stand for none of them. */
  readonly chosen: string;
}

/** One of a few views of the same thing: links, since each is a URL. */
export function Choice({ label, choices, chosen }: ChoiceProps): JSX.Element {
  return (
    <nav class="choice" aria-label={label}>
      {choices.map(({ name, href }) => (
        <a href={href} aria-current={name === chosen ? "true" : undefined} safe>
          {name}
        </a>
      ))}
    </nav>
  );
}
