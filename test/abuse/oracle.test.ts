import { describe, expect, test } from "bun:test";
import { type Played, whyWrong } from "./oracle.ts";

const greeting = '+HI {"v":2}\r\n+OK\r\n';

function played(commands: string, replies: string, endedBy: Played["endedBy"] = "server"): Played {
  return { sent: Buffer.from(`HELLO {"v":2}\n${commands}`, "latin1"), received: Buffer.from(greeting + replies), endedBy };
}

describe("§1 what a connection must be answered", () => {
  test.each([
    ["nothing to nothing", "", ""],
    ["each line once", "PUSH {}\nFOO\nFETCH a\nFETCH a\n", '+OK\r\n-ERR unknown command FOO\r\n$-1\r\n$9\r\n{"jid":1}\r\n'],
    ["not blank ones", "\n  \r\n\r\nINFO\n", "$2\r\n{}\r\n"],
    ["not a line without an end", "ACK {}\nACK {", "+OK\r\n"],
    ["nothing behind END", "ACK {}\nEND\nACK {}\n", "+OK\r\n"],
    ["an error as the last word to a line that is too long", "PUSH {", "-ERR line too long\r\n"],
    ["a verb with control characters", "A\x01\n", "-ERR unknown command A \r\n"],
  ])("%s", (_, commands, replies) => expect(whyWrong(played(commands, replies))).toBeUndefined());

  test.each(["", greeting, `${greeting}$-1\r\n-ERR unk`])("as far as it came, where we left: %p", (received) =>
    expect(
      whyWrong({ sent: Buffer.from("HELLO {}\nFETCH a\nFOO\nFOO\n"), received: Buffer.from(received), endedBy: "us" }),
    ).toBeUndefined(),
  );
});

describe("§1 a server that answers otherwise is found out", () => {
  test.each([
    ["a reply too few", "PUSH {}\nPUSH {}\n", "+OK\r\n", "closed before it answered"],
    ["a reply too many", "PUSH {}\n", "+OK\r\n+OK\r\n", "3 replies to 2 lines"],
    ["replies in another order", "FETCH a\nPUSH {}\n", "+OK\r\n$-1\r\n", "line 1"],
    ["another line's error", "FOO\nBAR\n", "-ERR unknown command BAR\r\n-ERR unknown command FOO\r\n", "line 1"],
    ["a wrong length", "INFO\n", "$3\r\n{}\r\n", "half a reply"],
    ["a length too short", "INFO\n", "$1\r\n{}\r\n", "a reply that is none"],
    ["a bulk that is no object", "INFO\n", "$2\r\n[]\r\n", "a reply that is none"],
    ["a code that clients crash on", "PUSH {}\n", "-LOADING wait\r\n", "a reply that is none"],
    ["an error without a text", "PUSH {}\n", "-ERR \r\n", "a reply that is none"],
    ["a line break in a message", "PUSH {}\n", "-ERR a\nb\r\n", "a reply that is none"],
    ["half a reply", "FETCH a\n", '$9\r\n{"jid"', "half a reply"],
    ["a job to a PUSH", "PUSH {}\n", "$2\r\n{}\r\n", "answered {}"],
    ["OK to what is no JSON", "PUSH {]\n", "+OK\r\n", "taken, and is no JSON"],
    ["OK to what is no text", 'PUSH {"a":"\xff"}\n', "+OK\r\n", "taken, and is no JSON"],
    ["an answer to END", "END\n", "+OK\r\n", "line 1"],
  ])("%s", (_, commands, replies, fault) => expect(whyWrong(played(commands, replies))).toContain(fault));

  test("a close without a greeting, unless HELLO was late", () => {
    const nothing: Played = { sent: Buffer.from("HELLO {}\nPUSH {}\n"), received: Buffer.from(""), endedBy: "server" };
    expect(whyWrong(nothing)).toBe("no greeting");
    expect(whyWrong({ ...nothing, isLate: true })).toBeUndefined();
    expect(whyWrong({ ...nothing, isLate: true, received: Buffer.from(greeting) })).toContain("closed before");
  });

  test("no greeting, no end, a refused HELLO and then more", () => {
    expect(whyWrong({ sent: Buffer.from(""), received: Buffer.from(""), endedBy: "server" })).toBe("no greeting");
    expect(whyWrong(played("FETCH a\n", "", "nobody"))).toContain("nothing more came");
    const refused = Buffer.from('+HI {"v":2}\r\n-ERR no\r\n+OK\r\n');
    expect(whyWrong({ sent: Buffer.from("HELLO\nPUSH {}\nPUSH {}\n"), received: refused, endedBy: "server" })).toContain(
      "HELLO was refused",
    );
  });
});
