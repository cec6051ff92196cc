/** @jsxImportSource @kitajs/html */

interface PagerProps {
  /** Where these rows are: `26 to 50 of 1,204,551`. */
  readonly text: string;
  /** Where the pages before and behind are; absent at the ends. */
  readonly previous?: string;
  readonly next?: string;
  /** What it leads through, where a page has several. */
  readonly label?: string;
}

/** The way through a list that is longer than a page; `[` and `]` on the keyboard. */
export function Pager({ text, previous, next, label = "Through the list" }: PagerProps): JSX.Element {
  return (
    <nav class="pager" aria-label={label}>
      <span safe>{text}</span>
      <span class="steps">
        <Step href={previous} rel="prev" label="‹ Previous" />
        <Step href={next} rel="next" label="Next ›" />
      </span>
    </nav>
  );
}

function Step({ href, rel, label }: { readonly href: string | undefined; readonly rel: string; readonly label: string }): JSX.Element {
  if (href === undefined) {
    return (
      <span class="button off" aria-disabled="true" safe>
        {label}
      </span>
    );
  }
  return (
    <a class="button" href={href} rel={rel} safe>
      {label}
    </a>
  );
}
