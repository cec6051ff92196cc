import type { Bound } from "../config/binding.ts";
import type { Certificate } from "../config/certificate.ts";
import { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** A peer that is silent for so long is asked, by the kernel, whether it is still there. */
const keepAliveMs = 60_000;

/** Opens the command port on one address (spec §1), with TLS where there is a certificate, and gives each connection to `connections`. */
export function listen(hostname: string, port: number, connections: Connections, certificate?: Certificate): Bound {
  const { log } = connections.parts;
  const listener = Bun.listen<Connection>({
    hostname,
    port,
    ...(certificate === undefined ? {} : { tls: { key: certificate.key, cert: certificate.cert } }),
    // A peer that closes its sending half is still answered.
    allowHalfOpen: true,
    socket: {
      open: (socket) => {
        const connection = new Connection(connections, socket);
        socket.data = connection;
        if (!connections.enter(connection)) return socket.terminate();
        socket.setKeepAlive(true, keepAliveMs);
        // With TLS the greeting waits for the handshake: what is written before it is lost.
        if (certificate === undefined) connection.open();
      },
      // Only with TLS; the error it is called with in the good case says that the peer showed no certificate.
      handshake: (socket, isDone, error) => {
        if (isDone) return socket.data.open();
        log.debug(`a connection from ${socket.data.origin} was closed: no TLS (${error?.name})`);
      },
      data: (socket, bytes) => socket.data.receive(bytes),
      end: (socket) => socket.data.receiveEnd(),
      drain: (socket) => socket.data.drain(),
      close: (socket) => socket.data.forget(),
      error: (socket, error) => {
        log.error(`a connection met a bug and was closed: ${error.stack ?? error.message}`);
        socket.data.terminate();
      },
    },
  });
  return { port: listener.port, stop: () => listener.stop() };
}
