import { dirname, join } from "node:path";

/** A file of the program as the checks of `test/architecture.test.ts` see it; `path` is relative to the project, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One import: where it leads (a path of the project, or a package's name), and whether it brings only types. */
export interface Import {
  readonly to: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
}

/**
 * Who may import whom, read from top to bottom: the first `zone` a path begins with is the zone it belongs to. `type:x` allows
 * only types of the zone x, "*" allows everything.
 */
export interface ArrowRule {
  readonly zone: string;
  readonly may: readonly string[];
}

/** All TypeScript files under the given folders. */
export async function readSources(folders: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    const paths = [...new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync({ cwd: "." })].filter((path) => !path.endsWith(".d.ts"));
    for (const path of paths.sort()) files.push({ path, text: await Bun.file(path).text() });
  }
  return files;
}

/** The text without its comments, each character of them replaced by a space, so that line numbers stay. */
export function withoutComments(text: string): string {
  const stringOrComment = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g;
  return text.replace(stringOrComment, (found) => (found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found));
}

/** The text without its comments and without what stands in plain strings; templates stay, since they hold code too. */
function codeOf(text: string): string {
  return withoutComments(text).replace(/"(?:[^"\\\n]|\\.)*"/g, (found) => `"${" ".repeat(found.length - 2)}"`);
}

const fromClause = /^\s*(?:import|export)\s+(type\s+)?((?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)(?:\s*,\s*\{[^}]*\})?)\s*from\s*"([^"]+)"/gm;
const bareOrLazy = /^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)|new URL\("(\.[^"]+)",\s*import\.meta\.url\)/gm;

/** The imports of a file: static ones, lazy ones, and the files it starts as Workers. */
export function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.text);
  const found: Import[] = [];
  for (const [, type, names = "", target = ""] of code.matchAll(fromClause)) {
    found.push(importTo(file, target, type !== undefined || bringsOnlyTypes(names)));
  }
  for (const [, bare, lazy, worker] of code.matchAll(bareOrLazy)) found.push(importTo(file, bare ?? lazy ?? worker ?? "", false));
  return found;
}

function bringsOnlyTypes(names: string): boolean {
  const inside = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  if (inside === undefined) return false;
  return inside
    .split(",")
    .filter((name) => name.trim() !== "")
    .every((name) => /^\s*type\s/.test(name));
}

function importTo(file: SourceFile, target: string, isTypeOnly: boolean): Import {
  const isPackage = !target.startsWith(".");
  return { to: isPackage ? target : join(dirname(file.path), target), isPackage, isTypeOnly };
}

/** The zone a path belongs to: the first of the table whose name it begins with. */
export function zoneOf(path: string, rules: readonly ArrowRule[]): ArrowRule | undefined {
  return rules.find((rule) => path === rule.zone || path.startsWith(`${rule.zone}/`));
}

/** Imports the table does not allow, and files that no zone covers. */
export function forbiddenArrows(files: readonly SourceFile[], rules: readonly ArrowRule[], everyone: readonly string[]): string[] {
  return files.flatMap((file) => {
    const from = zoneOf(file.path, rules);
    if (!from) return [`${file.path} is in no zone`];
    return importsOf(file)
      .filter((arrow) => !arrow.isPackage && !isAllowed(arrow, from, rules, everyone))
      .map((arrow) => `${file.path} imports ${arrow.isTypeOnly ? "types of " : ""}${arrow.to}`);
  });
}

function isAllowed(arrow: Import, from: ArrowRule, rules: readonly ArrowRule[], everyone: readonly string[]): boolean {
  const to = zoneOf(arrow.to, rules);
  if (!to) return false;
  const may = [...from.may, ...everyone];
  return to === from || may.includes("*") || may.includes(to.zone) || (arrow.isTypeOnly && may.includes(`type:${to.zone}`));
}

/** Packages imported outside the zones that may use them: `owners` maps a package to its zones. */
export function forbiddenPackages(files: readonly SourceFile[], owners: Readonly<Record<string, readonly string[]>>): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((arrow) => arrow.isPackage)
      .filter((arrow) => {
        const owner = Object.keys(owners).find((name) => arrow.to === name || arrow.to.startsWith(`${name}/`));
        const zones = owner === undefined ? undefined : owners[owner];
        return zones !== undefined && !zones.some((zone) => file.path === zone || file.path.startsWith(`${zone}/`));
      })
      .map((arrow) => `${file.path} imports ${arrow.to}`),
  );
}

/** Circles of imports that bring values, each once, as a path that ends where it began. */
export function cycles(files: readonly SourceFile[]): string[] {
  const next = new Map(files.map((file) => [file.path, importsOf(file).filter((arrow) => !arrow.isPackage && !arrow.isTypeOnly)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(" → "));
    if (start >= 0 || done.has(path)) return;
    for (const arrow of next.get(path) ?? []) visit(arrow.to, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return found;
}

/** Files with more lines than allowed. */
export function tooLong(files: readonly SourceFile[], linesMax: number): string[] {
  return files
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split("\n").length }))
    .filter((file) => file.lines > linesMax)
    .map((file) => `${file.path} has ${file.lines} lines`);
}

/** Places where a banned expression stands in code (comments and plain strings don't count). */
export function bannedWords(files: readonly SourceFile[], words: readonly RegExp[], excepted: readonly string[] = []): string[] {
  return files
    .filter((file) => !excepted.includes(file.path))
    .flatMap((file) =>
      codeOf(file.text)
        .split("\n")
        .flatMap((line, index) =>
          words.flatMap((word) => {
            const hit = word.exec(line)?.[0];
            return hit === undefined ? [] : [`${file.path}:${index + 1} says ${hit}`];
          }),
        ),
    );
}

/** Files whose name says nothing. */
export function bannedNames(files: readonly SourceFile[], names: readonly string[]): string[] {
  return files.map((file) => file.path).filter((path) => path.split("/").some((part) => names.includes(part.replace(/\.tsx?$/, ""))));
}

/** Files of `folder` that carry `mark` and that the list file does not import. */
export function notListed(files: readonly SourceFile[], folder: string, list: string, mark: RegExp): string[] {
  const listFile = files.find((file) => file.path === list);
  const listed = listFile ? importsOf(listFile).map((arrow) => arrow.to) : [];
  return files
    .filter((file) => file.path.startsWith(`${folder}/`) && file.path !== list && mark.test(withoutComments(file.text)))
    .filter((file) => !listed.includes(file.path))
    .map((file) => `${file.path} is not in ${list}`);
}
