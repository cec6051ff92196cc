import { passwordHash } from "../../src/wire/password.ts";

interface IdleParts {
  readonly port: number;
  readonly isSecured: boolean;
  readonly password?: string;
}

/** Workers that shake hands and then do nothing. */
export interface IdleWorkers {
  /** Opens so many more; resolves once each is answered `+OK`. */
  open(count: number): Promise<void>;
  /** Asks so many of them, spread over all; their answers. */
  beat(count: number): Promise<string[]>;
  close(): void;
}

interface Peer {
  readonly wid: string;
  readonly socket: Bun.Socket<PeerState>;
}

interface PeerState {
  /** Called with each line that comes. */
  hear: (line: string) => void;
}

/** Hands shaken at a time: more would wait in the kernel's line for us. */
const atOnce = 100;

/** Opens idle workers of one server; each is as small as a socket here can be. */
export function openIdle({ port, isSecured, password }: IdleParts): IdleWorkers {
  const peers: Peer[] = [];

  async function openOne(): Promise<void> {
    const wid = `idle-worker-${peers.length}-${Math.random().toString(36).slice(2, 10)}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const state: PeerState = { hear: (line) => greet(line) };
    const socket = await Bun.connect<PeerState>({
      hostname: "127.0.0.1",
      port,
      data: state,
      ...(isSecured ? { tls: { rejectUnauthorized: false } } : {}),
      socket: {
        data: (_, bytes) => {
          for (const line of bytes.toString().split("\r\n")) if (line !== "") state.hear(line);
        },
        close: () => reject(new Error(`the server closed ${wid}`)),
        error: (_, error) => reject(error),
        connectError: (_, error) => reject(error),
      },
    });
    const greet = (line: string) => {
      const { i, s } = JSON.parse(line.replace("+HI ", "")) as { i?: number; s?: string };
      const pwdhash = password === undefined ? {} : { pwdhash: passwordHash(password, s ?? "", i ?? 1) };
      state.hear = (answer) => (answer === "+OK" ? resolve() : reject(new Error(answer)));
      socket.write(`HELLO ${JSON.stringify({ v: 2, wid, hostname: "idle-host", pid: 4711, labels: ["idle"], ...pwdhash })}\r\n`);
    };
    await promise;
    peers.push({ wid, socket });
  }

  function beatOne({ wid, socket }: Peer): Promise<string> {
    return new Promise((resolve) => {
      socket.data.hear = resolve;
      socket.write(`BEAT {"wid":"${wid}"}\r\n`);
    });
  }

  return {
    open: async (count) => {
      for (let opened = 0; opened < count; opened += atOnce) {
        await Promise.all(Array.from({ length: Math.min(atOnce, count - opened) }, openOne));
      }
    },
    beat: (count) => {
      const step = Math.max(1, Math.floor(peers.length / count));
      return Promise.all(
        peers
          .filter((_, index) => index % step === 0)
          .slice(0, count)
          .map(beatOne),
      );
    },
    close: () => {
      for (const { socket } of peers) socket.terminate();
    },
  };
}
