/** @jsxImportSource @kitajs/html */

interface CopyProps {
  readonly label: string;
  /** What is copied, or the element whose text it is. */
  readonly text?: string;
  readonly from?: string;
}

/** Puts a text on the clipboard, also over plain HTTP; it needs scripts, and does not show without them. */
export function Copy({ label, text = "", from }: CopyProps): JSX.Element {
  return (
    <button type="button" class="copy" data-copy={text} data-copy-from={from} safe>
      {label}
    </button>
  );
}
