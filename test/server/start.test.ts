import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { Client } from "../support/client.ts";

const root = resolve(import.meta.dir, "../..");
const folder = mkdtempSync(join(tmpdir(), "millrace-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

let directories = 0;
const aDirectory = () => join(folder, `storage-${(directories += 1)}`);

/** The program in a process of its own. */
class Program {
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  #output = "";
  readonly #read: Promise<void>;

  constructor(flags: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("FAKTORY_")));
    this.child = Bun.spawn([process.execPath, join(root, "src/main.ts"), ...flags], {
      cwd: root,
      env: { ...inherited, HOME: folder, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#read = this.#readOutput();
  }

  async #readOutput(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.child.stdout) this.#output += decoder.decode(chunk, { stream: true });
  }

  /** The first group of the pattern, once the output has it. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#output)?.[1];
      if (found !== undefined) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.#output}`);
      await Bun.sleep(5);
    }
  }

  async end(): Promise<{ code: number | null; output: string; faults: string }> {
    const faults = await new Response(this.child.stderr).text();
    await this.#read;
    await this.child.exited;
    return { code: this.child.exitCode, output: this.#output, faults };
  }
}

const anywhere = ["-b", "127.0.0.1:0", "-w", "127.0.0.1:0"];

describe("§7 the program", () => {
  test("says what it holds and where it serves, serves there, and stops with 0", async () => {
    const directory = aDirectory();
    const program = new Program([...anywhere, "-d", directory]);
    const port = Number(await program.says(/commands on 127\.0\.0\.1:(\d+)/));
    const pages = await program.says(/pages on (http:\S+)/);
    expect((await fetch(`${pages}health`)).status).toBe(200);
    const client = await Client.greeted(port);
    expect(await client.ask('PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}')).toBe("+OK");
    client.say("FETCH other");
    await (await Client.greeted(port)).ask("INFO");
    program.child.kill("SIGTERM");
    expect(await client.reply()).toBe("$-1");
    expect(await program.end()).toEqual({
      code: 0,
      output: expect.stringContaining(`storage in ${directory} holds 0 jobs`) as string,
      faults: "",
    });
    expect(statSync(directory).mode & 0o777).toBe(0o700);

    const again = new Program([...anywhere, "-d", directory]);
    expect(await again.says(/holds (\d+) job\n/)).toBe("1");
    const later = await Client.greeted(Number(await again.says(/commands on 127\.0\.0\.1:(\d+)/)));
    expect(await later.ask("FETCH default")).toContain("job-00001");
    again.child.kill("SIGINT");
    expect((await again.end()).code).toBe(0);
  });

  test("-v and -h print and end", async () => {
    expect(await new Program(["-v"]).end()).toEqual({ code: 0, output: `millrace ${manifest.version}\n`, faults: "" });
    expect((await new Program(["-h"]).end()).output).toContain("-b HOST:PORT");
  });
});

describe("§7 a failed start is one clear line and exit code 1", () => {
  const refused = async (flags: readonly string[], variables?: Readonly<Record<string, string>>) => {
    const { code, faults } = await new Program(flags, variables).end();
    expect(code).toBe(1);
    expect(faults.trimEnd().split("\n")).toHaveLength(1);
    return faults;
  };

  test("the command port is taken, or the web port", async () => {
    const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const binding = `127.0.0.1:${taken.port}`;
    const line = `millrace: cannot listen on ${binding}: port ${taken.port} is in use by another program\n`;
    expect(await refused(["-b", binding, "-w", ":0", "-d", aDirectory()])).toBe(line);
    expect(await refused(["-b", "127.0.0.1:0", "-w", binding, "-d", aDirectory()])).toBe(line);
    taken.stop(true);
  });

  test("the storage is in use, by whom", async () => {
    const directory = aDirectory();
    const program = new Program([...anywhere, "-d", directory]);
    await program.says(/commands on (\S+)/);
    expect(await refused([...anywhere, "-d", directory])).toContain(`${directory} is in use by the server with pid ${program.child.pid}`);
    program.child.kill("SIGTERM");
    expect((await program.end()).code).toBe(0);
  });

  test("the storage can't be written", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(await refused([...anywhere, "-d", join(file, "db")])).toContain(join(file, "db"));
    expect(await refused([...anywhere, "-d", "/proc/millrace"])).toContain("/proc/millrace");
  });

  test("a flag is wrong, or a password is asked for", async () => {
    expect(await refused(["-q"])).toBe("millrace: unknown flag -q; -h lists the flags\n");
    expect(await refused(["-e", "production"])).toContain("password");
    expect(await refused([], { FAKTORY_PASSWORD: "/nowhere/secret" })).toContain("FAKTORY_PASSWORD");
  });
});
