/** @jsxImportSource @kitajs/html */

interface PanelProps {
  readonly title: string;
  /** Made of letters that we chose. */
  readonly id: string;
  /** On the right of the title: a choice, a link to the whole. */
  readonly aside?: JSX.Element;
  readonly children: JSX.Element | readonly JSX.Element[];
}

/** A part of a page under its own heading. */
export function Panel({ title, id, aside, children }: PanelProps): JSX.Element {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`} safe>
          {title}
        </h2>
        {(aside ?? "") as "safe"}
      </header>
      {children as "safe"}
    </section>
  );
}
