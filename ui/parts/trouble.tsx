/** @jsxImportSource @kitajs/html */

/** Says so where nothing can be stored (spec §5). */
export function Trouble({ reason }: { readonly reason: string | undefined }): JSX.Element {
  if (reason === undefined) return <></>;
  return (
    <p class="trouble" role="alert" safe>
      {`✕ Storage fails: ${reason}. Jobs are refused until it works again.`}
    </p>
  );
}
