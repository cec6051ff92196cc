import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { assetFiles } from "../../ui/assets.ts";
import { withWeb } from "../support/web.ts";

test("§8 a first view of the heaviest page stays below 100 KB", () =>
  withWeb(async (web) => {
    let transferred = 0;
    for (const [url, path] of assetFiles) {
      const response = await fetch(`http://127.0.0.1:${web.webPort}${url}`, { headers: { "accept-encoding": "gzip" }, decompress: false });
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect(Bun.gunzipSync(bytes)).toEqual(new Uint8Array(await Bun.file(path).arrayBuffer()));
      transferred += bytes.length;
    }
    expect(transferred).toBeLessThan(100_000 - 60 * 1024);
    const plain = await web.get(assetFiles.keys().next().value ?? "", { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
  }));

/** All style and script of the pages, htmx with them (dashboard, section 1): 68 KiB, as they are in the tree. */
test("§8 style and scripts weigh at most 69,632 bytes", () => {
  const weights = [...assetFiles].filter(([url]) => /\.(?:css|js)$/.test(url)).map(([url, path]) => ({ url, bytes: statSync(path).size }));
  expect(weights.length).toBeGreaterThan(2);
  expect(weights.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(69_632);
});
