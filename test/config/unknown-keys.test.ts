import { describe, expect, test } from "bun:test";
import { withDirectory, withFile } from "./config-directory.ts";

const over = "it is passed over";

describe("§7 a key nobody knows is a warning with its file and what was probably meant", () => {
  test.each([
    ["[faktory]\nmax_conections = 3", `nobody knows [faktory] max_conections, ${over} (did you mean [faktory] max_connections?)`],
    ["[faktory]\nmaxline = 3", `nobody knows [faktory] maxline, ${over} (did you mean [faktory] max_line?)`],
    ["[faktory]\nMax-Line = 3", `nobody knows [faktory] Max-Line, ${over} (did you mean [faktory] max_line?)`],
    ["[faktory]\nmin_fre = 3", `nobody knows [faktory] min_fre, ${over} (did you mean [faktory] min_free?)`],
    ["[faktory]\nloglevel = 3", `nobody knows [faktory] loglevel, ${over} (did you mean [faktory] log_level?)`],
    ["[faktory]\npasswd = 3", `nobody knows [faktory] passwd, ${over} (did you mean [faktory] password?)`],
    ["[faktory]\ndurabilty = 3", `nobody knows [faktory] durabilty, ${over} (did you mean [faktory] durability?)`],
    ["[web]\nbindng = 3", `nobody knows [web] bindng, ${over} (did you mean [web] binding?)`],
    ["[web]\norigin = 3", `nobody knows [web] origin, ${over} (did you mean [web] origins?)`],
    ["[web]\nlog_level = 3", `nobody knows [web] log_level, ${over} (did you mean [faktory] log_level?)`],
    ["[faktory]\norigins = 3", `nobody knows [faktory] origins, ${over} (did you mean [web] origins?)`],
    ["[factory]\nx = 3", `nobody knows the table [factory], ${over} (did you mean [faktory]?)`],
    ["[wbe]\nx = 3", `nobody knows the table [wbe], ${over} (did you mean [web]?)`],
    ["binding = 3", `nobody knows binding outside of a table, ${over} (did you mean [faktory] binding?)`],
    ["[faktory]\ncolour = 3", `nobody knows [faktory] colour, ${over}`],
    ["[faktory.tls]\nx = 3", `nobody knows [faktory] tls, ${over}`],
    ['[faktory]\n"a \\u001b b" = 3', `nobody knows [faktory] "a \\u001b b", ${over}`],
    ["[faktory]\nconstructor = 3", `nobody knows [faktory] constructor, ${over}`],
  ])("%p", (toml, warning) => withFile(toml, ({ warnings }) => expect(warnings()).toEqual([`DIR/conf.d/a.toml: ${warning}`])));

  test.each([
    ["[metrics]\npublic = true", "the table [metrics]"],
    ["[alerts]\nx = 1", "the table [alerts]"],
    ['[backup]\nevery = "1h"', "the table [backup]"],
  ])("%p is unknown so far, one line, and resembles nothing", (toml, what) =>
    withFile(toml, ({ warnings }) => expect(warnings()).toEqual([`DIR/conf.d/a.toml: nobody knows ${what}, ${over}`])),
  );

  test("what is known beside it holds", () =>
    withDirectory({ "conf.d/a.toml": "x = 1\n[faktory]\ny = 1\nmax_line = 5", "conf.d/b.toml": "[faktory]\ny = 2" }, (directory) => {
      expect(directory.config().limits.lineBytesMax).toBe(5);
      expect(directory.warnings().map((warning) => warning.split(",")[0])).toEqual([
        "DIR/conf.d/a.toml: nobody knows x outside of a table",
        "DIR/conf.d/a.toml: nobody knows [faktory] y",
        "DIR/conf.d/b.toml: nobody knows [faktory] y",
      ]);
    }));
});
