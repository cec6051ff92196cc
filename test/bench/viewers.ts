/** The pages that people keep open, and how often each asks (dashboard, section 6). */
const kept: readonly (readonly [path: string, seconds: number])[] = [
  ["/", 2],
  ["/busy", 2],
  ["/queues", 5],
  ["/retries", 5],
  ["/morgue", 10],
];

/** What open dashboards asked for, and how long the answers took. */
export interface Viewed {
  readonly polls: number;
  readonly unchanged: number;
  /** Milliseconds, sorted. */
  readonly times: readonly number[];
}

/** Keeps so many dashboards open, each asking as a browser does, until it is stopped. */
export function openDashboards(port: number, count: number): { stop(): Promise<Viewed> } {
  let isOpen = true;
  let unchanged = 0;
  const times: number[] = [];

  async function keepOpen(index: number): Promise<void> {
    const [path, seconds] = kept[index % kept.length] ?? ["/", 2];
    let mark = "";
    // As people open them: at no common moment.
    await Bun.sleep((index * seconds * 1_000) / count);
    while (isOpen) {
      const from = performance.now();
      const headers = { "HX-Request": "true", "HX-Request-Type": "partial", ...(mark === "" ? {} : { "HX-PTag": mark }) };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      await response.arrayBuffer();
      if (response.status !== 200 && response.status !== 304) throw new Error(`${path} was answered ${response.status}`);
      times.push(performance.now() - from);
      if (response.status === 304) unchanged += 1;
      mark = response.headers.get("hx-ptag") ?? mark;
      await Bun.sleep(seconds * 1_000);
    }
  }

  const all = Array.from({ length: count }, (_, index) => keepOpen(index));
  return {
    stop: async () => {
      isOpen = false;
      await Promise.all(all);
      return { polls: times.length, unchanged, times: times.sort((one, other) => one - other) };
    },
  };
}
