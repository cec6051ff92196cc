import { afterAll, beforeAll } from "bun:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** A page in the browser, with all that it complained of. */
export interface Seen {
  readonly page: Page;
  /** Errors and warnings of its console, uncaught errors, what its policy barred, and answers of 500. */
  readonly complaints: string[];
}

let browser: Browser | undefined;

/** Opens one Chromium for all tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = Bun.which("chromium") ?? undefined;
    // Root in a container has no sandbox; everything comes from this machine.
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());
}

/** Runs `story` on a page of its own, with a session of its own. */
export async function withPage<T>(options: BrowserContextOptions, story: (seen: Seen) => Promise<T>): Promise<T> {
  if (browser === undefined) throw new Error("useBrowser() comes first");
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    return await story({ page, complaints: complaintsOf(page) });
  } finally {
    await context.close();
  }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") complaints.push(`${line.type()}: ${line.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch((error: unknown) => complaints.push(String(error)));
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} of ${response.url()}`);
  });
  return complaints;
}
