/**
 * `bun run spec`: the sections of docs/spec.md with the titles of the tests that show them, read from the § at a title's
 * beginning. A reading aid, not a measure: a section can have many tests and still miss one.
 */
interface Shown {
  readonly section: string;
  readonly title: string;
  readonly path: string;
}

async function shownIn(path: string): Promise<Shown[]> {
  const text = await Bun.file(path).text();
  const titles = text.matchAll(/["'`](§(\d)[^"'`\n]*)["'`]/g);
  return [...titles].map(([, title = "", section = ""]) => ({ section, title, path }));
}

process.chdir(`${import.meta.dir}/..`);
const paths = [...new Bun.Glob("{test,examples}/**/*.test.{ts,tsx}").scanSync(".")].filter((path) => !path.includes("node_modules")).sort();
const shown = (await Promise.all(paths.map(shownIn))).flat();
const spec = await Bun.file("docs/spec.md").text();

for (const [, section = "", name = ""] of spec.matchAll(/^## (\d)\. (.*)$/gm)) {
  const ofSection = shown.filter((test) => test.section === section);
  console.log(`\n§${section} ${name}: ${ofSection.length} titles`);
  for (const path of new Set(ofSection.map((test) => test.path))) {
    console.log(`  ${path}`);
    for (const test of ofSection.filter((one) => one.path === path)) console.log(`    ${test.title}`);
  }
}
