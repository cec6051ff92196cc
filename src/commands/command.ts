import type { Engine } from "../assemble.ts";
import type { Session } from "../engine/session.ts";
import type { Reply } from "../wire/reply.ts";

/** One verb of the protocol (spec §3): parse, call the engine, answer. No rule lives here. */
export interface Command {
  readonly verb: string;
  /** Later commands of its connection are not started before it is answered. */
  readonly holdsConnection?: true;
  /** It is not run and gets no answer: its connection closes once what came before is answered. */
  readonly endsConnection?: true;
  /** `payload` is the line behind the verb and one space, without its line end; it does not change until the command is answered. */
  run(engine: Engine, session: Session, payload: Uint8Array): Promise<Reply> | Reply;
}
