/** `/stats` (spec §8): the JSON of INFO. */
export async function statsResponse(info: () => Promise<string>): Promise<Response> {
  return new Response(await info(), { headers: { "content-type": "application/json", "cache-control": "no-cache" } });
}
