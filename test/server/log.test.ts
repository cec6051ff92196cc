import { expect, test } from "bun:test";

/** What a program that opens the log at a level writes to its standard output. */
async function written(level: string, statements: string): Promise<string[]> {
  const program = `import { openLog } from "./src/log.ts"; const log = openLog("${level}"); ${statements}`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  return (await new Response(child.stdout).text()).trimEnd().split("\n");
}

test("§7 a line has its time and level, and stays one line whatever it quotes", async () => {
  const lines = await written("info", String.raw`log.warn("one {two} \r\n\u001b[31m\u0085\u0000 é"); log.error("%s {0}");`);
  expect(lines).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z WARN {2}one \{two\} \\r\\n\\x1b\[31m\\x85\\x00 é$/),
    expect.stringMatching(/Z ERROR %s \{0\}$/),
  ]);
});

test.each([
  ["error", ["ERROR"]],
  ["warn", ["WARN", "ERROR"]],
  ["info", ["INFO", "WARN", "ERROR"]],
  ["debug", ["DEBUG", "INFO", "WARN", "ERROR"]],
])("§7 -l %s lets through %p", async (level, shown) => {
  const lines = await written(level, `log.debug("x"); log.info("x"); log.warn("x"); log.error("x");`);
  expect(lines.map((line) => line.split(" ")[1])).toEqual(shown);
});
