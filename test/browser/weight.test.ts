import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { assetFiles } from "../../ui/assets.ts";

/** All style and script of the pages, htmx with them (dashboard, section 1): 68 KiB, as they are in the tree. */
test("§8 style and scripts weigh at most 69,632 bytes", () => {
  const weights = [...assetFiles].filter(([url]) => /\.(?:css|js)$/.test(url)).map(([url, path]) => ({ url, bytes: statSync(path).size }));
  expect(weights.length).toBeGreaterThan(2);
  expect(weights.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(69_632);
});
