/** @jsxImportSource @kitajs/html */

interface ActProps {
  /** Where the form goes: a path of our own. */
  readonly to: string;
  /** What it carries. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly label: string;
  /** What it is done to, for who hears the label alone: `Pause` of `queue mail`. */
  readonly object?: string;
  /** `grave`: can't be taken back. */
  readonly tone?: "plain" | "grave" | "main";
  /** The key that presses it: in the row that is chosen, else on the page. */
  readonly accessKey?: "r" | "p";
}

/** An action: a form of one button, which works without scripts too. Whoever may not do it doesn't get to see it. */
export function Act({ to, fields = {}, label, object, tone = "plain", accessKey }: ActProps): JSX.Element {
  return (
    <form method="post" action={to} class="act">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class={tone === "plain" ? undefined : tone} data-press={accessKey}>
        <span safe>{label}</span>
        {object === undefined ? <></> : <span class="unseen" safe>{` ${object}`}</span>}
      </button>
    </form>
  );
}
