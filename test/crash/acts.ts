/** A moment: of a recording the number of an event, else a number that rises with each thing the clients know. */
export type Moment = number;

/** Behind every moment. */
export const theEnd: Moment = Number.MAX_SAFE_INTEGER;

/** A command that touches many jobs: somewhere between its moments it was done, or it was not done at all. */
export interface Act {
  readonly sent: Moment;
  answered?: Moment;
  /** When its server ended without having answered. */
  ended?: Moment;
}

/** Which jobs acts have taken, by when they were pushed. */
export interface Losses {
  /** What was pushed, and answered, before then is gone. */
  readonly surelyBefore: Moment;
  /** What was pushed before then may be gone. */
  readonly maybeBefore: Moment;
}

/** What became of a job by such acts. */
export type Fate = "gone" | "doubtful" | "kept";

/** What acts took that each take everything, as far as was known then. */
export function lossesBy(acts: readonly Act[], until: Moment = theEnd): Losses {
  let [surelyBefore, maybeBefore] = [-1, -1];
  for (const act of acts) {
    if (act.sent > until) continue;
    if ((act.answered ?? theEnd + 1) <= until) surelyBefore = Math.max(surelyBefore, act.sent);
    maybeBefore = Math.max(maybeBefore, act.answered ?? act.ended ?? theEnd);
  }
  return { surelyBefore, maybeBefore };
}

/** What became of a job. */
export function fateOf({ pushSent, pushAnswered }: { pushSent: Moment; pushAnswered?: Moment }, losses: Losses): Fate {
  if ((pushAnswered ?? theEnd) < losses.surelyBefore) return "gone";
  return pushSent < losses.maybeBefore ? "doubtful" : "kept";
}

/** Of acts that follow one another, each way in which those that were not answered may have ended: none was done, or this one as the last. */
export function endings(acts: readonly Act[], until: Moment): Act[][] {
  const sent = acts.filter((act) => act.sent <= until);
  const isAnswered = (act: Act) => (act.answered ?? theEnd + 1) <= until;
  const last = sent.findLastIndex(isAnswered);
  const answered = sent.filter(isAnswered);
  const done = (act: Act): Act => ({ sent: act.sent, answered: act.answered ?? act.ended ?? until });
  return [answered, ...sent.slice(last + 1).map((act) => [...answered, done(act)])];
}
