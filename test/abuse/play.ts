import { connect } from "node:net";
import type { Played } from "./oracle.ts";
import type { Session } from "./session.ts";

const LF = 0x0a;
/** The server waits 2 s for HELLO. */
const helloMsMax = 1_500;
/** Longer than all the FETCHes of a session may wait. */
const patienceMs = 90_000;

/** Sends a session, reads what comes, and ends as it is to end. */
export async function play(port: number, { packets, ending }: Session): Promise<Played> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const from = performance.now();
  let helloMs = 0;
  const received: Buffer[] = [];
  const sent: Uint8Array[] = [];
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    socket.on("data", (bytes: Buffer) => void received.push(bytes));
    socket.on("end", end).on("close", end).on("error", end);
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve).once("error", () => resolve()));
  const leavesAt = ending === "reset" || ending === "close" ? Math.ceil(packets.length / 2) : packets.length;
  for (const packet of packets.slice(0, leavesAt)) {
    if (isOver) break;
    socket.write(packet);
    sent.push(packet);
    if (helloMs === 0 && packet.includes(LF)) helloMs = performance.now() - from;
    // Else the system joins the packets.
    if (packets.length > 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const endedBy = await finish(ending, { over, end: () => socket.end(), reset: () => socket.resetAndDestroy() });
  socket.destroy();
  return { sent: Buffer.concat(sent), received: Buffer.concat(received), endedBy, isLate: helloMs > helloMsMax };
}

interface Ends {
  readonly over: Promise<void>;
  end(): void;
  reset(): void;
}

async function finish(ending: Session["ending"], { over, end, reset }: Ends): Promise<Played["endedBy"]> {
  if (ending === "reset") reset();
  if (ending === "reset" || ending === "close") return "us";
  if (ending === "half-close") end();
  let timer: Timer | undefined;
  const impatience = new Promise<"nobody">((resolve) => {
    timer = setTimeout(() => resolve("nobody"), patienceMs);
  });
  return Promise.race([over.then(() => "server" as const), impatience]).finally(() => clearTimeout(timer));
}
