import { expect, test } from "bun:test";

/** What a program writes that takes the signals and then does this. */
async function written(statements: string): Promise<string[]> {
  const program = `
    import { takeSignals } from "./src/signals.ts";
    const signals = takeSignals();
    const send = async (...names) => { for (const name of names) process.kill(process.pid, name); await Bun.sleep(50); };
    const say = (text) => console.log(text);
    ${statements}
    say("end");
    process.exit(0);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  return (await new Response(child.stdout).text()).trimEnd().split("\n");
}

test("§7 a signal that comes while the server starts neither stops nor ends it, and is obeyed once when it serves", async () => {
  const lines = await written(`
    await send("SIGTTIN", "SIGHUP", "SIGHUP");
    say("serves");
    signals.onDump(() => say("dump"));
    signals.onReload(() => say("reload"));
    signals.onReload(() => say("another reload"));`);
  expect(lines).toEqual(["serves", "dump", "reload", "end"]);
});

test("§7 HUP and TTIN are obeyed each time, TERM and INT once together", async () => {
  const lines = await written(`
    signals.onDump(() => say("dump"));
    signals.onReload(() => say("reload"));
    signals.onStop((name) => say("stop by " + name));
    await send("SIGHUP");
    await send("SIGTTIN");
    await send("SIGHUP");
    await send("SIGTERM");
    await send("SIGINT", "SIGTERM");`);
  expect(lines).toEqual(["reload", "dump", "reload", "stop by SIGTERM", "end"]);
});
