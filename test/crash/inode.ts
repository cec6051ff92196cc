import { Image } from "./image.ts";
import type { Moment } from "./acts.ts";

/** What a program asked of one file, and when; without `bytes` and `isCut` it wrote zeros. */
export interface Change {
  readonly at: Moment;
  readonly offset: number;
  readonly length: number;
  readonly bytes?: Uint8Array;
  /** The file ends at `offset` from then on. */
  readonly isCut?: true;
  /**
   * Its sync failed: the kernel shows it and takes it for written, and no later sync writes it, unless something else is written to
   * the same page. Such a change lies within one page.
   */
  readonly isLost?: true;
}

const pageBytes = 4096;
const sectorBytes = 512;

/** A file whatever its name: what is on stable storage, and what was asked for since, in its order. */
export class Inode {
  readonly durable = new Image();
  #pending: Change[] = [];
  /** As the running program sees it. */
  length = 0;

  get pending(): readonly Change[] {
    return this.#pending;
  }

  add(change: Change): void {
    this.#pending.push(change);
    this.length = change.isCut ? change.offset : Math.max(this.length, change.offset + change.length);
  }

  /** A sync that began then has ended: what it covers is on stable storage. */
  settle(beganAt: Moment): void {
    const covered = this.#pending.filter((change) => change.at <= beganAt && !change.isLost);
    const pages = new Set(covered.flatMap((change) => (change.bytes === undefined ? [] : pagesOf(change))));
    const isWritten = (change: Change) => change.at <= beganAt && (!change.isLost || pages.has(pageOf(change.offset)));
    for (const change of this.#pending) if (isWritten(change)) applyTo(this.durable, change);
    const end = Math.min(...covered.filter((change) => change.isCut).map((change) => change.offset));
    this.#pending = this.#pending.filter((change) => !isWritten(change) && !(change.isLost && change.offset >= end));
  }

  /** A sync that began then has failed: what it covers may never be written. */
  lose(beganAt: Moment): void {
    this.#pending = this.#pending.flatMap((change) => (change.at <= beganAt ? lost(change) : [change]));
  }
}

/** Does what was asked. */
export function applyTo(image: Image, { offset, length, bytes, isCut }: Change): void {
  if (isCut) image.truncate(offset);
  else if (bytes === undefined) image.zero(offset, length);
  else image.write(offset, bytes);
}

/** Does a part of it: of a torn write each sector arrives or does not. */
export function applyTorn(image: Image, change: Change, arrives: () => boolean): void {
  const { offset, bytes } = change;
  if (bytes === undefined) return applyTo(image, change);
  for (const [from, to] of pieces(offset, bytes.length, sectorBytes)) {
    if (arrives()) image.write(from, bytes.subarray(from - offset, to - offset));
  }
}

/** What the file's length is made of is the file system's own, and kept by it. */
function lost(change: Change): Change[] {
  const { at, offset, length, bytes } = change;
  if (bytes === undefined) return [change];
  return pieces(offset, length, pageBytes).map(([from, to]) => {
    return { at, offset: from, length: to - from, bytes: bytes.subarray(from - offset, to - offset), isLost: true };
  });
}

function pieces(offset: number, length: number, size: number): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let from = offset; from < offset + length;) {
    const to = Math.min(offset + length, from + size - (from % size));
    found.push([from, to]);
    from = to;
  }
  return found;
}

function pagesOf({ offset, length }: Change): number[] {
  return pieces(offset, length, pageBytes).map(([from]) => pageOf(from));
}

function pageOf(offset: number): number {
  return Math.floor(offset / pageBytes);
}
