/** What a person reads of some HTML: its text, with single spaces. */
export function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/&#34;|&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}

/** The rows of the tables of a page, those of their heads left out. */
export function rowsOf(html: string): string[] {
  return [...html.matchAll(/<tbody>(.*?)<\/tbody>/gs)]
    .flatMap(([, body = ""]) => [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)])
    .map(([, row = ""]) => textOf(row));
}

/** The part of a page under one of its headings. */
export function panelOf(html: string, id: string): string {
  return new RegExp(`<section class="panel" id="${id}".*?</section>`, "s").exec(html)?.[0] ?? "";
}
