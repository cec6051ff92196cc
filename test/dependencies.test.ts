import { expect, test } from "bun:test";
import manifest from "../package.json" with { type: "json" };

const wanted: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.devDependencies };
const allowed = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-0-Clause", "0BSD"];

/** Of the tests alone: nothing of it is passed on. */
const forTests: Readonly<Record<string, string>> = { "axe-core": "MPL-2.0" };

test("every dependency has an exact version", () => {
  expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("docs/dependencies.md names every dependency with its version, and no other", async () => {
  const rows = (await Bun.file("docs/dependencies.md").text()).matchAll(/^\| `([^`]+)` \| ([^ ]+) \|/gm);
  expect(Object.fromEntries([...rows].map(([, name, version]) => [name, version]))).toEqual(wanted);
});

test("every licence in the tree is one we may pass on", async () => {
  const manifests = ["node_modules/*/package.json", "node_modules/@*/*/package.json"].flatMap((glob) => [
    ...new Bun.Glob(glob).scanSync("."),
  ]);
  const strangers: string[] = [];
  for (const path of manifests) {
    const { name, license } = (await Bun.file(path).json()) as { name: string; license?: string };
    const isAllowed = [...allowed, forTests[name]].includes(license ?? "none");
    if (!isAllowed) strangers.push(`${name}: ${license ?? "none"}`);
  }
  expect(manifests.length).toBeGreaterThan(Object.keys(wanted).length);
  expect(strangers).toEqual([]);
});
