/** @jsxImportSource @kitajs/html */
import { queueUrl } from "../urls.ts";

/** Pauses a queue, with a reason for whoever comes next. */
export function PauseForm({ name }: { readonly name: string }): JSX.Element {
  return (
    <form method="post" action={queueUrl(name)} class="act">
      <input type="hidden" name="do" value="pause" />
      <input id="reason" name="reason" maxlength="200" placeholder="Why (others see it)" aria-label="Why it is paused" autocomplete="off" />
      <button data-press="p">Pause</button>
    </form>
  );
}
