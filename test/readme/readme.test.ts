import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { flagDocs } from "../../src/config/flags.ts";
import { withServer } from "../clients/live.ts";
import { millrace } from "../cli/terminal.ts";
import { withDirectory } from "../config/config-directory.ts";
import { blockOf, blocksOf, pageText, root, sectionOf } from "./page.ts";

const readme = pageText("README.md");
const spec = pageText("docs/spec.md");
const pages = ["README.md", "CONTRIBUTING.md", "src/README.md", ...new Bun.Glob("{docs,deploy,examples}/**/*.md").scanSync(root)].filter(
  (path) => !path.includes("node_modules"),
);

describe("README.md", () => {
  test("§7 its configuration file can be used as it is", () =>
    withDirectory({ "conf.d/millrace.toml": blockOf(readme, "toml") }, ({ loaded, config }) => {
      expect(loaded().warnings).toEqual([]);
      expect(loaded().settings).toMatchObject({
        faktory: { binding: ":7419", max_connections: 5_000, min_free: 2 ** 30 },
        web: { origins: ["https://jobs.example.org"] },
      });
      expect(config().limits.freeBytesMin).toBe(2 ** 30);
    }));

  test("§7 its table of flags has each flag there is", () => {
    const rows = sectionOf(readme, "## Configure it").match(/^\| `-.*$/gm) ?? [];
    const named = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`-(\w)/g)].map(([, flag = ""]) => flag));
    expect(named.sort()).toEqual(Object.keys(flagDocs).sort());
  });

  test(
    "§3 its commands for operators do what they say",
    () =>
      withServer(async (server, folder) => {
        const program = process.env["MILLRACE_BIN"]
          ? resolve(root, process.env["MILLRACE_BIN"])
          : `${process.execPath} ${join(root, "src/main.ts")}`;
        const command = join(folder, "millrace");
        writeFileSync(command, `#!/bin/sh\nexec ${program} "$@"\n`);
        chmodSync(command, 0o755);
        const [block = "", ...others] = blocksOf(sectionOf(readme, "## Operate it"), "sh");
        expect(others).toEqual([]);
        const lines = Bun.spawn(["sh", "-ec", block], {
          env: { PATH: `${folder}:${process.env["PATH"]}`, FAKTORY_URL: server.url },
          stdio: ["ignore", "pipe", "pipe"],
        });
        const [out, err, code] = await Promise.all([new Response(lines.stdout).text(), new Response(lines.stderr).text(), lines.exited]);
        expect({ code, err }).toEqual({ code: 0, err: "" });
        expect(out).toContain('"queues":{"default":1}');
      }),
    60_000,
  );

  const sections = [...spec.matchAll(/^## ([^6])\. (?:(?!^## )[\s\S])*/gm)].map(([text, section = ""]) => [section, text] as const);
  test.each(sections)("§%s has a row for each rule that the spec calls stricter or ours and that no box names", (section, text) => {
    const rows = sectionOf(readme, "## Differences from Faktory").match(/^\| \d \| (?:stricter|ours) \|/gm) ?? [];
    const labels = labelsOf(text);
    for (const label of ["stricter", "ours"]) {
      const ofLabel = rows.filter((row) => row.startsWith(`| ${section} | ${label} `));
      expect(ofLabel.length).toBeGreaterThanOrEqual(labels.filter((each) => each === label).length);
    }
  });
});

describe("the pages", () => {
  test.each(pages)("%s names only commands that there are", async (path) => {
    for (const [, program = "", word = "", second = ""] of codeOf(pageText(path)).flatMap((code) => [...code.matchAll(commandWords)])) {
      if (program === "bun run") expect(Object.keys(manifest.scripts)).toContain(word);
      const command = program === "millrace" ? word : word === "start" ? second : "";
      if (command === "" || command === "help") continue;
      expect({ command, code: (await millrace(["help", command])).code }).toEqual({ command, code: 0 });
    }
  });

  test.each(pages)("%s links to what is there", (path) => {
    const text = pageText(path);
    for (const [, target = ""] of text.matchAll(/\]\(((?!https?:)[^)\s]+)\)/g)) {
      const [file = "", anchor] = target.split("#");
      const there = file === "" ? path : join(dirname(path), file);
      expect({ path, target, isThere: existsSync(join(root, there)) }).toEqual({ path, target, isThere: true });
      if (anchor !== undefined) expect(anchorsOf(pageText(there))).toContain(anchor);
    }
  });
});

const commandWords = /(?<![-\w/:.])(bun run|millrace) (?!millrace)([a-z][\w:-]*)(?: ([a-z]+))?/g;

/** What a page shows as code: the lines of its blocks without their comments, and the spans between back ticks. */
function codeOf(text: string): string[] {
  const blocks = ["sh", ""].flatMap((language) => blocksOf(text, language)).flatMap((block) => block.split("\n"));
  const spans = text.replaceAll(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g);
  return [...blocks.map((line) => line.replace(/(^|\s)#.*/, "")), ...[...spans].map(([, span = ""]) => span)];
}

/** "stricter" or "ours" for each sentence of the spec that says so, without those about something that the section's box names. */
function labelsOf(section: string): string[] {
  const lines = section.split("\n");
  const boxes = lines.filter((line) => line.startsWith(">")).join(" ");
  const missing = [...boxes.matchAll(/`(?:\[\w+\] )?([\w.]+)`/g)].map(([, name = ""]) => name);
  const text = lines.filter((line) => !line.startsWith(">")).join(" ");
  const sentences = text.split(/(?<=[.)])\s+(?=[A-Z(`-])/).filter((sentence) => !missing.some((name) => sentence.includes(name)));
  return sentences.flatMap((sentence) => [...sentence.matchAll(/[(:] ?(?:stricter|ours)\b/g)].map(([label]) => label.replace(/\W/g, "")));
}

/** The anchors that a page's headings make. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}
