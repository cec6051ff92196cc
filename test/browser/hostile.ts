import type { Engine } from "../../src/assemble.ts";
import type { Introduction } from "../../src/engine/session.ts";

/** What a client pushes. */
export interface JobPayload {
  readonly jid: string;
  readonly jobtype: string;
  readonly queue: string;
  readonly args: readonly unknown[];
  readonly at?: string;
  readonly retry?: number;
  readonly custom?: object;
}

/** Words that would do something, or take the page apart, where they are taken for more than words. */
export const hostileWords = [
  `<script>window.pwned=1</script>`,
  `"><img src=x onerror="window.pwned=1" class=pwned>`,
  `'><svg onload=window.pwned=1 class=pwned>`,
  `</title></textarea></pre><b class=pwned>`,
  `javascript:window.pwned=1`,
  `\u202Eright to left\u202C \u0000\u0007\u001b[31m`,
  `${"W".repeat(180)} ${"very-long-word-".repeat(12)}`,
  `&lt;b class=pwned&gt; & < > " ' \` \${1} {{7*7}}`,
  `日本語 😀 ü ẞ`,
] as const;

/** A worker whose every word attacks. */
export const hostileWorker: Introduction = {
  wid: hostileWords[1],
  hostname: hostileWords[0],
  pid: 4_294_967_295,
  labels: [...hostileWords],
};

/** A failure whose every word attacks. */
export const hostileReport: Parameters<Engine["fail"]>[2] = {
  errtype: hostileWords[0],
  message: hostileWords.join(" "),
  backtrace: [...hostileWords, "app/jobs/charge.rb:41 in `call'", "/usr/lib/ruby/gems/3.1.0/gems/faktory/lib/x.rb:1"],
};

/** What a page must not hold once it is shown: each would have been made by a hostile word. */
export const pwnedProbe = `[
  ...(window.pwned === undefined ? [] : ["a script of a client ran"]),
  ...[...document.querySelectorAll(".pwned, img[src=x], script:not([src]), [onerror], [onload], a[href^='javascript:']")].map((each) => "made: " + each.outerHTML.slice(0, 200)),
]`;
