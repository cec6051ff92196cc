/** @jsxImportSource @kitajs/html */
import { limits } from "../../src/limits.ts";
import { count } from "../numbers.ts";

interface ConfirmFormProps {
  /** Name and value of what the form carries along. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** How much it touches: from 1,000 on the number has to be typed. */
  readonly size: number;
  /** The number was typed wrong. */
  readonly isWrong: boolean;
  readonly label: string;
  readonly isGrave: boolean;
  readonly back: string;
}

/** The form of the confirm step. */
export function ConfirmForm({ fields, size, isWrong, label, isGrave, back }: ConfirmFormProps): JSX.Element {
  return (
    <form method="post" action="/confirm" class="confirm">
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="sure" value="1" />
      <input type="hidden" name="count" value={`${size}`} />
      {size < limits.typedCountMin ? <></> : <TypedCount size={size} isWrong={isWrong} />}
      <p class="actions">
        <button class={isGrave ? "grave" : "main"} safe>
          {label}
        </button>
        <a class="button" href={back}>
          Back, do nothing
        </a>
      </p>
    </form>
  );
}

function TypedCount({ size, isWrong }: { readonly size: number; readonly isWrong: boolean }): JSX.Element {
  return (
    <p class="typed">
      <label for="typed" safe>{`Type ${count(size)} to go on`}</label>
      <input id="typed" name="typed" inputmode="numeric" autocomplete="off" required aria-invalid={isWrong ? "true" : undefined} />
      {isWrong ? <span class="dead">That is not the number: nothing was done.</span> : <></>}
    </p>
  );
}
