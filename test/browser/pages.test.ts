import { expect, test } from "bun:test";
import { pages } from "../../ui/pages.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { withWeb } from "../support/web.ts";
import { barriersOf, faultsOf } from "./accessible.ts";
import { useBrowser, withPage } from "./browser.ts";

suiteNeeding(["chromium"], "§8 pages in a browser", () => {
  useBrowser();

  test.each(pages.map((page) => page.path))("%s", (path) =>
    withWeb((web) =>
      withPage({}, async ({ page, complaints }) => {
        await page.goto(`http://127.0.0.1:${web.webPort}${path}`);
        expect(await faultsOf(await (await web.get(path)).text())).toEqual([]);
        expect(await barriersOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
      }),
    ),
  );
});
