/** JSON that can be broken: names and plain values are texts, written as they stand, whether they are JSON or not. */
export type Tree = Holder | Plain;

/** An object or a list. */
export interface Holder {
  readonly kind: "object" | "list";
  readonly members: Member[];
}

/** A member of either; in a list its name is not written. */
export interface Member {
  name: string;
  value: Tree;
}

/** Anything else, as it is written. */
export interface Plain {
  readonly kind: "plain";
  readonly text: string;
}

/** The tree of a value that JSON can say. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: "list", members: value.map((each: unknown) => ({ name: "", value: treeOf(each) })) };
  if (typeof value !== "object" || value === null) return { kind: "plain", text: JSON.stringify(value) };
  return { kind: "object", members: Object.entries(value).map(([name, each]) => ({ name: JSON.stringify(name), value: treeOf(each) })) };
}

/** The tree as it is sent. */
export function textOf(tree: Tree): string {
  if (tree.kind === "plain") return tree.text;
  const parts = tree.members.map(({ name, value }) => (tree.kind === "list" ? textOf(value) : `${name}:${textOf(value)}`));
  return tree.kind === "list" ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}

/** The tree's objects and lists, itself first. */
export function holdersIn(tree: Tree): Holder[] {
  return tree.kind === "plain" ? [] : [tree, ...tree.members.flatMap(({ value }) => holdersIn(value))];
}
