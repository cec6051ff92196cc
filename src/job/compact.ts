/** Well-formed JSON without the white space outside its strings (spec §3 MUTATE: what its glob sees); the same bytes where it has none. */
export function compacted(json: Uint8Array): Uint8Array {
  const first = nextSpace(json, 0);
  if (first === json.length) return json;
  const kept = new Uint8Array(json.length);
  let length = 0;
  for (let from = 0; from < json.length;) {
    const space = nextSpace(json, from);
    kept.set(json.subarray(from, space), length);
    length += space - from;
    from = space + 1;
  }
  return kept.subarray(0, length);
}

/** The next white space outside a string, from a position outside one; the end where there is none. */
function nextSpace(json: Uint8Array, from: number): number {
  let isInString = false;
  for (let at = from; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === 0x22) isInString = !isInString;
    else if (isInString && byte === 0x5c) at += 1;
    else if (!isInString && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) return at;
  }
  return json.length;
}
