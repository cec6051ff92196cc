import type { Bound } from "../config/binding.ts";
import { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** A peer that is silent for so long is asked, by the kernel, whether it is still there. */
const keepAliveMs = 60_000;

/** Opens the command port on one address (spec §1), and gives each connection to `connections`. */
export function listen(hostname: string, port: number, connections: Connections): Bound {
  const listener = Bun.listen<Connection>({
    hostname,
    port,
    // A peer that closes its sending half is still answered.
    allowHalfOpen: true,
    socket: {
      open: (socket) => {
        const connection = new Connection(connections, socket);
        socket.data = connection;
        if (!connections.enter(connection)) return socket.terminate();
        socket.setKeepAlive(true, keepAliveMs);
        connection.open();
      },
      data: (socket, bytes) => socket.data.receive(bytes),
      end: (socket) => socket.data.receiveEnd(),
      drain: (socket) => socket.data.drain(),
      close: (socket) => socket.data.forget(),
      error: (socket, error) => {
        connections.parts.log.error(`a connection met a bug and was closed: ${error.stack ?? error.message}`);
        socket.data.terminate();
      },
    },
  });
  return { port: listener.port, stop: () => listener.stop() };
}
