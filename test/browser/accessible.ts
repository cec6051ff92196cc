import axe from "axe-core/axe.min.js" with { type: "text" };
import { HtmlValidate } from "html-validate";
import type { Page } from "playwright-core";

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What keeps people out of the page, as axe finds it (dashboard: WCAG 2.2 AA): a line each, nothing minor. */
export async function barriersOf(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: readonly Finding[] }>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = "" }) => `${html} ${failureSummary}`).join(" | ")}`);
}

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Ours are written by the renderer, one way or the other.
    "void-style": "off",
    "no-inline-style": "error",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-implicit-button-type": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
  },
});

/** Where a page is no valid HTML: a line each. */
export async function faultsOf(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${ruleId} at ${line}:${column}: ${message}`),
  );
}
