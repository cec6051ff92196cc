/** A reply as it stands in the bytes, read without the server's own code. */
export interface Reply {
  readonly kind: "+HI" | "+OK" | "-ERR" | "-NOTUNIQUE" | "bulk" | "nothing" | "none";
  /** The line; of a bulk reply its content. */
  readonly text: string;
}

const lineKinds = ["+HI", "+OK", "-ERR", "-NOTUNIQUE"] as const;

/** Cuts what a client received into replies; `rest` is what is not whole. A reply that is none is of kind "none", and the last one. */
export function splitReplies(received: Buffer): { replies: Reply[]; rest: Buffer } {
  const replies: Reply[] = [];
  let at = 0;
  for (let end = received.indexOf("\r\n"); end >= 0; end = received.indexOf("\r\n", at)) {
    const line = received.toString("utf8", at, end);
    const length = /^\$(\d+)$/.exec(line)?.[1];
    if (length === undefined) {
      replies.push({ kind: kindOf(line), text: line });
      at = end + 2;
      if (replies.at(-1)?.kind === "none") break;
      continue;
    }
    const [from, to] = [end + 2, end + 2 + Number(length)];
    if (received.length < to + 2) break;
    const isClosed = received.toString("latin1", to, to + 2) === "\r\n";
    replies.push({ kind: isClosed ? "bulk" : "none", text: received.toString("utf8", from, to) });
    at = to + 2;
    if (!isClosed) break;
  }
  return { replies, rest: received.subarray(at) };
}

function kindOf(line: string): Reply["kind"] {
  if (line === "$-1") return "nothing";
  return lineKinds.find((kind) => line === kind || line.startsWith(`${kind} `)) ?? "none";
}

/** Whether a client can read it (spec §1): no other code, no control character in a message, a bulk that begins with `{` or `b-`. */
export function isWellFormed({ kind, text }: Reply): boolean {
  switch (kind) {
    case "none":
      return false;
    case "nothing":
      return true;
    case "+OK":
      return text === "+OK";
    case "+HI":
    case "-ERR":
    case "-NOTUNIQUE":
      return text.length > kind.length + 1 && !/\p{Cc}/u.test(text);
    case "bulk":
      return text.startsWith("b-") || (text.startsWith("{") && text.endsWith("}"));
  }
}
