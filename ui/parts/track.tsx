/** @jsxImportSource @kitajs/html */
import type { Track } from "../../src/store/ports/tracks.ts";

const descCharactersMax = 200;

/** How far a tracked job is, as its worker says (spec §6 TRACK): a bar, the percentage and a few words. */
export function TrackBar({ track: { jid, percent, desc = "" } }: { readonly track: Track }): JSX.Element {
  const said = desc.length > descCharactersMax ? `${desc.slice(0, descCharactersMax)}…` : desc;
  if (percent === undefined)
    return said === "" ? (
      <></>
    ) : (
      <small class="message" safe>
        {said}
      </small>
    );
  const text = `${Math.round(percent * 10) / 10} %`;
  return (
    <span class="share">
      <progress max="100" value={`${Math.min(100, Math.max(0, percent))}`} aria-label={`Progress of job ${jid}`}></progress>
      <small class="message" safe>{`${text}${said === "" ? "" : `, ${said}`}`}</small>
    </span>
  );
}
