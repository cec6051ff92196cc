import type { Engine } from "../assemble.ts";
import type { Session } from "../engine/session.ts";
import type { Reply } from "../wire/reply.ts";

/** One verb of the protocol (spec §3): parse, call the engine, answer. No rule lives here. */
export interface Command {
  readonly verb: string;
  /** Later commands of its connection are not started before it is answered. */
  readonly holdsConnection?: true;
  /** `payload` is the line behind the verb and one space, without its line end. Undefined: no answer (END). */
  run(engine: Engine, session: Session, payload: Uint8Array): Promise<Reply> | Reply;
}
