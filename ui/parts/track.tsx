/** @jsxImportSource @kitajs/html */
import { cutCharacters } from "../../src/job/cut.ts";
import type { Track } from "../../src/store/ports/tracks.ts";

/** As many as two lines of a row hold. */
const briefCharactersMax = 100;

interface TrackBarProps {
  readonly track: Track;
  /** In a row two lines of its words are enough. */
  readonly isBrief?: boolean;
}

/** Whether its worker has said nothing of it that a bar or a line could show. */
export function isSilent({ percent, desc = "" }: Track): boolean {
  return percent === undefined && desc === "";
}

/** How far a tracked job is, as its worker says (spec §6 TRACK): a bar, the percentage and a few words. */
export function TrackBar({ track: { jid, percent, desc = "" }, isBrief = false }: TrackBarProps): JSX.Element {
  const cut = isBrief ? cutCharacters(desc, briefCharactersMax) : desc;
  const said = cut === desc ? desc : `${cut}…`;
  const words = percent === undefined ? said : `${Math.round(percent * 10) / 10} %${said === "" ? "" : `, ${said}`}`;
  return (
    <span class="share">
      {percent === undefined ? (
        <></>
      ) : (
        <progress max="100" value={`${Math.min(100, Math.max(0, percent))}`} aria-label={`Progress of ${jid}`}></progress>
      )}
      <small class={isBrief ? "clip" : "message"} safe>
        {words}
      </small>
    </span>
  );
}
