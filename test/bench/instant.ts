/**
 * The yardstick of the bench: a server in Bun that answers every command at once and stores nothing. It finds the line ends, looks
 * at the verb, and writes one answer a packet; every FETCH gets the same job. What a real server adds shows as the ratio to it.
 *
 * `bun test/bench/instant.ts [bytes of the args array [config directory]]` listens on a free port of 127.0.0.1 and prints that port; with
 * the key and the certificate of a config directory it speaks TLS.
 */
const argBytes = Number(process.argv[2] ?? 40);
const args = `["${"x".repeat(Math.max(0, argBytes - 4))}"]`;
const job = `{"jid":"0123456789abcdef","queue":"bench","jobtype":"bench","args":${args},"retry":25,"created_at":"2026-01-01T00:00:00.000000000Z"}`;
const canned = `$${job.length}\r\n${job}\r\n`;
const greeting = '+HI {"v":2}\r\n';
const lineFeed = 10;
const configDirectory = process.argv[3];
const tls =
  configDirectory === undefined
    ? {}
    : { tls: { key: Bun.file(`${configDirectory}/private.key.pem`), cert: Bun.file(`${configDirectory}/public.cert.pem`) } };

/** The answer to the command that begins at `at`: told apart by single letters, as cheaply as can be. */
function answerAt(lines: Buffer, at: number): string {
  switch (lines[at]) {
    case 0x46: // FETCH, FAIL
      return lines[at + 1] === 0x45 ? canned : "+OK\r\n";
    case 0x50: // PUSH, PUSHB
      return lines[at + 4] === 0x42 ? "$2\r\n{}\r\n" : "+OK\r\n";
    case 0x45: // END
      return "";
    default: // HELLO, ACK, BEAT
      return "+OK\r\n";
  }
}

interface Unfinished {
  line: Buffer | undefined;
}

const server = Bun.listen<Unfinished>({
  hostname: "127.0.0.1",
  port: 0,
  ...tls,
  socket: {
    open(socket) {
      socket.data = { line: undefined };
      if (configDirectory === undefined) socket.write(greeting);
    },
    handshake(socket) {
      socket.write(greeting);
    },
    data(socket, packet) {
      const lines = socket.data.line === undefined ? packet : Buffer.concat([socket.data.line, packet]);
      let answers = "";
      let at = 0;
      for (let end = lines.indexOf(lineFeed); end >= 0; end = lines.indexOf(lineFeed, at)) {
        answers += answerAt(lines, at);
        at = end + 1;
      }
      socket.data.line = at < lines.length ? Buffer.from(lines.subarray(at)) : undefined;
      socket.write(answers);
    },
  },
});
console.log(server.port);
