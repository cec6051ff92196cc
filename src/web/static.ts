import { readFileSync } from "node:fs";
import { assetFiles } from "../../ui/assets.ts";

/** Each file small enough for a slow line, made once it is asked for: a first view has to stay below 100 KB (dashboard, section 6). */
const packed = new Map<string, Uint8Array<ArrayBuffer>>();

/** `/static/...` (spec §8): a file the program carries inside itself, packed for whoever unpacks; undefined where there is none. */
export function staticResponse(path: string, asked: Headers): Response | undefined {
  const file = assetFiles.get(path);
  if (file === undefined) return undefined;
  const headers = { "cache-control": "public, max-age=31536000, immutable", vary: "Accept-Encoding", "content-type": Bun.file(file).type };
  if (!/\bgzip\b/.test(asked.get("accept-encoding") ?? "")) return new Response(Bun.file(file), { headers });
  return new Response(packedOf(path, file), { headers: { ...headers, "content-encoding": "gzip" } });
}

function packedOf(path: string, file: string): Uint8Array<ArrayBuffer> {
  const known = packed.get(path) ?? Bun.gzipSync(readFileSync(file));
  packed.set(path, known);
  return known;
}
