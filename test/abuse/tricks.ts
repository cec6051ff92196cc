import { once } from "node:events";
import { connect as connectSecured } from "node:tls";
import { Client } from "../support/client.ts";
import { type Played, whyWrong } from "./oracle.ts";
import { play } from "./play.ts";

const mebibyte = 1_048_576;
/** Fewer than the system keeps for a listener that has not accepted them yet, 512 here: it lets the client of one more wait for ever. */
const burst = 250;
const patienceMs = 60_000;

/** Opens so many connections that say nothing, and waits until the server has closed them: what else than its greeting each got. */
export async function keepSilent(port: number, count: number): Promise<string[]> {
  const heard: string[] = [];
  const ends: Promise<unknown>[] = [];
  const open = async (): Promise<void> => {
    const client = await Client.open(port);
    heard.push(await client.reply());
    ends.push(
      client.reply().then((reply) => {
        heard.push(reply);
        client.close();
      }),
    );
  };
  while (ends.length < count) await Promise.all(Array.from({ length: Math.min(burst, count - ends.length) }, open));
  await Promise.all(ends);
  return heard.filter((reply) => reply !== '+HI {"v":2}' && reply !== "closed");
}

/** Sends a line without an end, of so many bytes or until nobody takes them: all that was answered, reply by reply. */
export async function sendLongLine(port: number, bytes: number): Promise<string[]> {
  const client = await Client.greeted(port);
  const chunk = Buffer.alloc(mebibyte, "a");
  client.send("PUSH ");
  for (let left = bytes; left > 0 && client.unread === "" && !client.isClosed; left -= chunk.length) {
    await new Promise<void>((resolve) => void client.socket.write(chunk, () => resolve()));
  }
  const replies = [await client.reply(), await client.reply()];
  client.close();
  return replies;
}

/** Commands of many kinds at once, whose replies are not read for a while; answered like any others in the end. */
export async function readLate(port: number, count: number, pause: () => Promise<unknown>): Promise<string | undefined> {
  const kinds: readonly ((number: number) => string)[] = [
    (number) => `PUSH {"jid":"late-${number}-job","jobtype":"Late","queue":"late","args":[${number}]}`,
    (number) => `ACK {"jid":"late-${number}-job"}`,
    (number) => `MARK-${number}`,
    () => "FETCH late",
    () => "QUEUE LATENCY late",
    (number) => (number % 100 === 0 ? "INFO" : "BEAT {}"),
  ];
  const lines = Array.from({ length: count }, (_, number) => kinds[number % kinds.length]?.(number) ?? "");
  const sent = Buffer.from(['HELLO {"v":2}', ...lines, ""].join("\n"));
  const client = await Client.open(port);
  const received: Buffer[] = [];
  client.socket.removeAllListeners("data").on("data", (bytes: Buffer) => void received.push(bytes));
  client.socket.pause();
  client.socket.end(sent);
  await pause();
  client.socket.resume();
  let timer: Timer | undefined;
  const endedBy = await Promise.race<Played["endedBy"]>([
    once(client.socket, "end").then(() => "server"),
    new Promise((resolve) => (timer = setTimeout(() => resolve("nobody"), patienceMs))),
  ]);
  clearTimeout(timer);
  client.close();
  return whyWrong({ sent, received: Buffer.concat(received), endedBy });
}

/** What other programs say to a port: each is told so in one line and closed, or closed when its time for HELLO is over. */
export async function comeAsStrangers(port: number): Promise<(string | undefined)[]> {
  const http = Buffer.from("POST /queues HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b");
  const strangers = [
    http,
    Buffer.from("*1\r\n$4\r\nPING\r\n"),
    Buffer.from("\0\0\0\x01"),
    Buffer.alloc(70_000, "x"),
    Buffer.from("\n\n\n"),
  ];
  const played = await Promise.all(strangers.map((words) => play(port, { packets: [words], ending: "END" })));
  return [...played.map(whyWrong), await shakeHandsSecured(port)];
}

async function shakeHandsSecured(port: number): Promise<string | undefined> {
  const socket = connectSecured({ port, host: "127.0.0.1", rejectUnauthorized: false });
  const end = await Promise.race([once(socket, "error").then(() => "refused"), once(socket, "secureConnect").then(() => "TLS")]);
  socket.destroy();
  return end === "refused" ? undefined : "a port without TLS spoke TLS";
}

/** Makes so many queues, a job each, and asks for all their names a thousand times without reading; the replies to the pushes. */
export async function makeQueues(port: number, count: number): Promise<Set<string>> {
  const client = await Client.greeted(port);
  const replies = new Set<string>();
  for (let at = 0; at < count; at += 1_000) {
    const jobs = Array.from(
      { length: 1_000 },
      (_, index) => `{"jid":"queue-${at + index}-job","jobtype":"Q","queue":"name-${at + index}","args":[]}`,
    );
    replies.add(await client.ask(`PUSHB [${jobs.join(",")}]`));
  }
  client.socket.pause();
  client.send("INFO\n".repeat(1_000));
  client.send(`FETCH ${Array.from({ length: 10_000 }, (_, index) => `nobody-${index}`).join(" ")}\n`);
  await Bun.sleep(1_000);
  client.socket.resetAndDestroy();
  return replies;
}

/** So many FETCHes of as many names as one may have, and a reset while they wait. */
export async function waitForMany(port: number, connections: number): Promise<void> {
  const line = `FETCH ${Array.from({ length: 10_000 }, (_, index) => `nobody-${index}`).join(" ")}\n`;
  const clients = await Promise.all(Array.from({ length: connections }, () => Client.greeted(port)));
  for (const client of clients) client.send(line);
  await Bun.sleep(1_000);
  for (const client of clients) client.socket.resetAndDestroy();
}
