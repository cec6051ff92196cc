import { basename } from "node:path";

/** What a command line asks for: to serve with these flags, or to run a subcommand with these arguments. */
export type Invocation = { readonly wish: "serve" | "subcommand"; readonly args: readonly string[] };

/**
 * Tells the two apart by the name the program was called by and its first argument. Called as `faktory`, as in a container's
 * command, it serves; as `faktory-cli` it is `raw`; as anything else a word in front is a subcommand.
 */
export function readInvocation(calledAs: string, args: readonly string[]): Invocation {
  const name = basename(calledAs);
  if (name === "faktory") return { wish: "serve", args };
  if (name === "faktory-cli") return { wish: "subcommand", args: ["raw", ...args] };
  const [first = ""] = args;
  const isFlag = first === "" || (first.startsWith("-") && first !== "-h" && first !== "--help");
  return { wish: isFlag ? "serve" : "subcommand", args };
}
