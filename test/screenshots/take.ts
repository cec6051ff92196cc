// The pictures of the README: `bun run screenshots` takes them of a server with a seeded afternoon in it, always the same.
import { mkdirSync, statSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { infoText } from "../../src/commands/info.ts";
import { webApp } from "../../src/web/app.ts";
import { serveWeb } from "../../src/web/serve.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { logInto, startTestServer } from "../support/server.ts";
import { openAccess } from "../support/web.ts";
import { fill } from "./workload.ts";

const folder = "docs/images";
const bytesMax = 150 * 1_024;

interface Shot {
  readonly name: string;
  readonly scheme: "light" | "dark";
  readonly height: number;
  open(page: Page, at: (path: string) => string): Promise<unknown>;
}

const shots: readonly Shot[] = [
  { name: "home", scheme: "light", height: 880, open: (page, at) => page.goto(at("/")) },
  { name: "home-dark", scheme: "dark", height: 880, open: (page, at) => page.goto(at("/")) },
  {
    name: "job",
    scheme: "light",
    height: 880,
    open: async (page, at) => {
      await page.goto(at("/retries?q=type:ChargeJob"));
      await page.locator("tbody th a").last().click();
      await page.locator("#attempts").waitFor();
    },
  },
];

const server = startTestServer();
const { engine, vitals, clock } = server;
await fill(engine, clock);
const answer = webApp({
  engine,
  vitals,
  info: () => infoText(engine, vitals()),
  isStopping: () => false,
  configuration: () => [],
  access: () => ({ ...openAccess, password: "all" }),
  isLoopback: true,
  site: { version: "0.1.0", environment: "production" },
  clock,
  random: fixedRandom(0),
  log: logInto(server.logged),
});
const web = serveWeb("127.0.0.1", 0, answer);
const executablePath = Bun.which("chromium") ?? undefined;
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox", "--disable-gpu"] });
mkdirSync(folder, { recursive: true });
try {
  for (const { name, scheme, height, open } of shots) {
    const context = await browser.newContext({
      viewport: { width: 1_280, height },
      colorScheme: scheme,
      httpCredentials: { username: "ana", password: "all" },
    });
    const page = await context.newPage();
    await open(page, (path) => `http://127.0.0.1:${web.port}${path}`);
    const path = `${folder}/${name}.png`;
    await page.screenshot({ path });
    await context.close();
    const bytes = statSync(path).size;
    if (bytes > bytesMax) throw new Error(`${path} takes ${bytes} bytes, more than ${bytesMax}`);
    console.log(`${path}: ${bytes} bytes`);
  }
} finally {
  await browser.close();
  web.stop();
  await server.stop();
}
