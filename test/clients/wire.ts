import { connect } from "node:net";

/** What a server may answer (spec §1): a text, a bulk string, nothing, or an error with its code. */
export type Reply = { readonly kind: "text" | "bulk" | "error"; readonly text: string } | { readonly kind: "nothing" };

/** A connection that speaks the protocol of spec §1 in raw lines, one command at a time. */
export interface RawConnection {
  /** Writes the bytes as they are. */
  write(text: string): void;
  /** The next reply; refused after 10 s, or when the server closes. */
  reply(): Promise<Reply>;
  /** Writes the line with an LF and waits for its reply. */
  ask(line: string): Promise<Reply>;
  close(): void;
}

const replyMsMax = 10_000;

/** Connects to a server on this machine; its greeting is the first reply. */
export function connectRaw(port: number): RawConnection {
  const inbox = openInbox();
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  socket.on("data", (packet: Buffer) => inbox.add(packet));
  socket.on("error", () => inbox.end());
  socket.on("close", () => inbox.end());
  const reply = (): Promise<Reply> => within(inbox.next(), replyMsMax, "a reply");
  const write = (text: string): void => void socket.write(text);
  const ask = (line: string): Promise<Reply> => {
    write(`${line}\n`);
    return reply();
  };
  return { write, reply, ask, close: () => socket.destroy() };
}

interface Inbox {
  add(packet: Uint8Array): void;
  end(): void;
  next(): Promise<Reply>;
}

/** The bytes that came in, cut into replies for the one who waits. */
function openInbox(): Inbox {
  let bytes = Buffer.alloc(0);
  let ended = false;
  let wake = (): void => {};
  const next = async (): Promise<Reply> => {
    for (;;) {
      const first = firstReply(bytes);
      if (first !== undefined) {
        bytes = bytes.subarray(first.size);
        return first.reply;
      }
      if (ended) throw new Error(`the server closed after ${bytes.length} bytes of a reply`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    add: (packet) => {
      bytes = Buffer.concat([bytes, packet]);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    next,
  };
}

function firstReply(bytes: Buffer): { reply: Reply; size: number } | undefined {
  const end = bytes.indexOf("\r\n");
  if (end < 0) return undefined;
  const [code, text] = [bytes.toString("latin1", 0, 1), bytes.toString("utf8", 1, end)];
  if (code === "+") return { reply: { kind: "text", text }, size: end + 2 };
  if (code === "-") return { reply: { kind: "error", text }, size: end + 2 };
  if (code !== "$") throw new Error(`a reply begins with ${JSON.stringify(code)}`);
  const length = Number(text);
  if (length === -1) return { reply: { kind: "nothing" }, size: end + 2 };
  const size = end + 2 + length + 2;
  if (bytes.length < size) return undefined;
  return { reply: { kind: "bulk", text: bytes.toString("utf8", end + 2, size - 2) }, size };
}

/** The promise's value, or an error that names what did not come in time. */
export async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} did not come within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
