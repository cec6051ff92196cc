import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { suiteNeeding } from "../support/toolchain.ts";
import { binary } from "./binary.ts";
import { type Run, runImage } from "./image.ts";

const untilReady = "for _ in $(seq 100); do healthcheck >/dev/null 2>&1 && break; sleep 0.05; done";

suiteNeeding(["unshare", "ip", "setpriv"], "the image of deploy/Dockerfile", () => {
  let run: (run: Run) => Promise<{ code: number; output: string }>;

  beforeAll(async () => {
    const [dockerfile, program] = [await Bun.file(join(import.meta.dir, "../../deploy/Dockerfile")).text(), await binary()];
    run = async (setting) => runImage(dockerfile, program, setting);
  }, 120_000);

  test("§7 serves in production with a password, can't write beside its volume, is healthy, and stops with 0", async () => {
    const story = `${untilReady}
healthcheck; echo "health: $?"
millrace push Mail 1 --jid job-00001
echo 'QUEUE LATENCY nosuch' | /faktory-cli
FAKTORY_URL=tcp://:wrong@localhost millrace info; echo "wrong password: $?"
id -u; touch /usr/local/x /etc/faktory/x 2>/dev/null; echo "written: $?"; stat -c %n /var/lib/faktory/db/millrace.db`;
    const { code, output } = await run({ variables: { FAKTORY_PASSWORD: "secret" }, story });
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("stopped with 0") as string });
    for (const line of [
      "health: 0",
      "job-00001",
      '{"nosuch":0}',
      "wrong password: 1",
      "65532",
      "written: 1",
      "/var/lib/faktory/db/millrace.db",
    ]) {
      expect(output).toContain(`${line}\n`);
    }
  }, 30_000);

  test("§7 runs under any UID of group 0, in development too, with its storage in the volume", async () => {
    const story = `${untilReady}\nhealthcheck; echo "health: $?"; id -u; stat -c %n /var/lib/faktory/.faktory/db/millrace.db`;
    const { output } = await run({ user: "1000660000:0", variables: {}, command: ["/faktory", "-b", ":7419", "-w", ":7420"], story });
    for (const line of ["health: 0", "1000660000", "/var/lib/faktory/.faktory/db/millrace.db", "stopped with 0"])
      expect(output).toContain(`${line}\n`);
  }, 30_000);

  test("§7 production needs no home, as under systemd with a user of its own", async () => {
    const command = ["env", "-u", "HOME", "/faktory", "-w", ":7420", "-e", "production"];
    const { output } = await run({ user: "1000660000:0", variables: { FAKTORY_SKIP_PASSWORD: "1" }, command, story: untilReady });
    expect(output).toContain("storage in /var/lib/faktory/db holds 0 jobs");
    expect(output).toContain("stopped with 0\n");
  }, 30_000);

  test("§7 does not start in production without a password", async () => {
    const { output } = await run({ variables: {}, story: 'wait $server; echo "exit code: $?"; healthcheck; echo "health: $?"; exit' });
    expect(output).toContain("exit code: 1\n");
    expect(output).toContain("health: 3\n");
    expect(output).toContain("millrace: environment production needs a password");
  }, 30_000);
});
