import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** A server that says what a test tells it to, so that what the real one never says can be answered too. */
export interface FakeServer extends Disposable {
  readonly port: number;
  /** The lines it received, of all connections. */
  readonly heard: readonly string[];
}

/** What it says: at the connection ("" closes it), and behind each line; undefined closes the connection, "" says nothing. */
export interface Script {
  readonly greeting?: string;
  answer?(line: string, count: number): string | undefined;
  readonly hostname?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Starts it on a free port. */
export async function fakeServer({
  greeting = '+HI {"v":2}\r\n',
  answer = () => "+OK\r\n",
  hostname = "127.0.0.1",
  tls,
}: Script = {}): Promise<FakeServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const converse = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    if (greeting === "") return void socket.destroy();
    socket.write(greeting);
    let rest = "";
    socket.on("data", (bytes: Buffer) => {
      rest += bytes.toString();
      for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
        heard.push(rest.slice(0, end));
        const words = answer(rest.slice(0, end), heard.length);
        rest = rest.slice(end + 1);
        if (words === undefined) return socket.destroy();
        socket.write(words);
      }
      return undefined;
    });
    return undefined;
  };
  const server = tls === undefined ? createServer(converse) : createTlsServer(tls, converse);
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
  return {
    port: portOf(server),
    heard,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake server has no port");
  return address.port;
}

/** A bulk reply. */
export function bulk(content: string): string {
  return `$${Buffer.byteLength(content)}\r\n${content}\r\n`;
}
