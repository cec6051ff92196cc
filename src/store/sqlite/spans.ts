import type { Spans } from "../store.ts";

const keptMax = 512;

/** How long the last syncs took, in a ring of numbers. */
export class SpanRing {
  readonly #spans = new Float64Array(keptMax);
  #count = 0;

  note(milliseconds: number): void {
    this.#spans[this.#count++ % keptMax] = milliseconds;
  }

  /** Undefined where there were none. */
  summary(): Spans | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#spans.slice(0, Math.min(this.#count, keptMax)).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { count: this.#count, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }
}
