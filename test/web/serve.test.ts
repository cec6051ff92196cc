import { expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { withWeb } from "../support/web.ts";

/** Sends a POST that announces so many bytes, and none of them. */
async function statusOf(port: number, announced: number): Promise<string> {
  const answered = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: { data: (_, bytes) => answered.resolve(bytes.toString()), close: () => answered.resolve("closed") },
  });
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${announced}\r\n\r\n`);
  const answer = await answered.promise;
  socket.terminate();
  return answer.split(" ")[1] ?? answer;
}

test("§8 a form may hold so much, and no more", () =>
  withWeb(async ({ webPort, get }) => {
    expect(await statusOf(webPort, limits.bodyBytesMax)).not.toBe("413");
    expect(await statusOf(webPort, limits.bodyBytesMax + 1)).toBe("413");
    expect((await get("/health")).status).toBe(200);
  }));
