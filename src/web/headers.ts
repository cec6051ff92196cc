/** Sent with every answer (spec §8): nothing but our own files runs, and no other page may frame or read us. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

/** Of pages: they carry clients' words, and differ for a poll of their content. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  vary: "HX-Request, HX-Request-Type",
};
