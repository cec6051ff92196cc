import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Command } from "../commands/command.ts";
import type { Session } from "../engine/session.ts";
import type { Log } from "../log.ts";
import { refuse, Trouble } from "../result.ts";
import { type Reply, refusal } from "../wire/reply.ts";

/** Runs a command and answers in any case. `payload` must not change before that. */
export type Dispatch = (command: Command, session: Session, payload: Uint8Array) => Promise<Reply>;

/** The same trouble is written to the log once in that time: a full disk refuses thousands of commands a second. */
const repeatMsMin = 1_000;

/** The edge of the command side (spec §1, §5): trouble and bugs become `-ERR` and a log line, and hurt only their own command. */
export function dispatcher({ engine, clock, log }: { engine: Engine; clock: Clock; log: Log }): Dispatch {
  let lastText = "";
  let lastAt = Number.NEGATIVE_INFINITY;

  function complain(text: string): void {
    const now = clock.monotonic();
    if (text === lastText && now - lastAt < repeatMsMin) return;
    lastText = text;
    lastAt = now;
    log.error(text);
  }

  return async (command, session, payload) => {
    try {
      return await command.run(engine, session, payload);
    } catch (error) {
      if (error instanceof Trouble) {
        complain(`${command.verb} was refused: ${error.message}`);
        return refusal(refuse(error.message));
      }
      complain(`${command.verb} met a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return refusal(refuse("internal error, see the server's log"));
    }
  };
}
