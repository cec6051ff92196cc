/** @jsxImportSource @kitajs/html */
import { Glyph, type Sign } from "./glyph.tsx";

interface EmptyProps {
  readonly sign?: Sign;
  readonly title: string;
  /** What would stand here, and how it comes here. */
  readonly text: string;
  readonly children?: JSX.Element | readonly JSX.Element[];
}

/** What stands where there is nothing to show: it teaches. */
export function Empty({ sign, title, text, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      {sign === undefined ? <></> : <Glyph of={sign} />}
      <p class="lead" safe>
        {title}
      </p>
      <p safe>{text}</p>
      {(children ?? "") as "safe"}
    </div>
  );
}
