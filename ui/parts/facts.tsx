/** @jsxImportSource @kitajs/html */

/** Names and values: `Fact`s. */
export function Facts({ children }: { readonly children: JSX.Element | readonly JSX.Element[] }): JSX.Element {
  return <dl class="facts">{children as "safe"}</dl>;
}

interface FactProps {
  readonly name: string;
  /** A plain value: it is escaped here. */
  readonly text?: string;
  /** A value with a link or a state in it: its texts are escaped where it is made. */
  readonly children?: JSX.Element;
}

/** A name and its value. */
export function Fact({ name, text, children }: FactProps): JSX.Element {
  return (
    <div>
      <dt safe>{name}</dt>
      {text === undefined ? <dd>{(children ?? "") as "safe"}</dd> : <dd safe>{text}</dd>}
    </div>
  );
}
