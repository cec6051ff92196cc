import { describe, expect, test } from "bun:test";
import { tableKeys } from "../../src/config/keys.ts";
import { configurationReference, exampleFile } from "../support/configuration-reference.ts";
import { withDirectory } from "./config-directory.ts";

describe("§7 docs/configuration.md", () => {
  test("is what the keys say: `bun run docs:config` writes it", async () =>
    expect(await Bun.file("docs/configuration.md").text()).toBe(configurationReference()));

  test("has a row for every key, with a sentence that ends", () => {
    const page = configurationReference();
    for (const [table, keys] of tableKeys) {
      const rows = (page.split(`### [${table}]\n`)[1] ?? "").split("\n#")[0]?.split("\n") ?? [];
      for (const [name, { about }] of keys) {
        expect(rows.filter((row) => row.startsWith(`| \`${name}\` | `))).toHaveLength(1);
        expect(about.doc).toEndWith(".");
      }
    }
  });

  test("its example can be used as it is", () =>
    withDirectory({ secret: "secret", "conf.d/a.toml": "" }, ({ path, write, loaded }) => {
      write("conf.d/a.toml", exampleFile.replace("/run/secrets/faktory", `${path}/secret`));
      expect(loaded().warnings).toEqual([]);
      expect(loaded().settings.faktory).toMatchObject({ password: "secret", max_connections: 5_000 });
    }));
});
