import { assetFiles } from "../../ui/assets.ts";

/** `/static/...` (spec §8): a file the program carries inside itself; undefined where there is none. */
export function staticResponse(path: string): Response | undefined {
  const file = assetFiles.get(path);
  return file === undefined
    ? undefined
    : new Response(Bun.file(file), { headers: { "cache-control": "public, max-age=31536000, immutable" } });
}
