import type { Random } from "../../src/random.ts";
import { Image } from "./image.ts";
import type { Event } from "./trace.ts";

/** What a program asked of one file, and when; without `bytes` and `isCut` it wrote zeros. */
interface Change {
  readonly at: number;
  readonly offset: number;
  readonly length: number;
  readonly bytes?: Uint8Array;
  readonly isCut?: true;
}

/** A file whatever its name: what is on stable storage, and what was asked for since. */
interface Inode {
  readonly durable: Image;
  pending: Change[];
  /** As the running program sees it. */
  length: number;
}

interface NameChange {
  readonly at: number;
  apply(names: Map<string, Inode>): void;
}

/** A disk that was cut off: the files it holds. */
export type Files = ReadonlyMap<string, Image>;

const sectorBytes = 512;

/**
 * A disk that keeps what was synced and may keep any part of the rest (design: the power-cut test). A sync covers what was asked
 * for before it began, and counts once it has ended. Names become durable in their order, by a sync of the directory.
 */
export class Disk {
  private readonly names = new Map<string, Inode>();
  private readonly durableNames = new Map<string, Inode>();
  private pendingNames: NameChange[] = [];
  private readonly syncs = new Map<number, { readonly inode: Inode | undefined; readonly beganAt: number }>();
  private at = 0;

  /** The program goes on by one event. */
  apply(event: Event): void {
    this.at += 1;
    if (event.kind === "write") this.change(event.file, event);
    else if (event.kind === "truncate") this.change(event.file, { offset: event.length, length: 0, isCut: true });
    else if (event.kind === "create") this.create(event.file);
    else if (event.kind === "unlink") this.rename((names) => void names.delete(event.file));
    else if (event.kind === "rename") {
      const inode = this.inodeOf(event.file);
      this.rename((names) => void (names.delete(event.file) && names.set(event.to, inode)));
    } else if (event.kind === "sync begins") this.beginSync(event);
    else if (event.kind === "sync ended") this.endSync(event.which);
    else if (event.kind === "start") this.syncs.clear();
  }

  /** All files as the running program sees them. */
  whole(): Files {
    return this.save(this.names, (image, change) => apply(image, change));
  }

  /** The files after a power cut now: each pending change with the chance `keep`, of the kept ones some torn with the chance `tear`. */
  cut(random: Random, { keep, tear }: { keep: number; tear: number }): Files {
    const chance = (share: number) => random.below(1_000_000) < share * 1_000_000;
    const names = new Map(this.durableNames);
    for (const change of this.pendingNames) {
      if (!chance(keep)) break;
      change.apply(names);
    }
    return this.save(names, (image, change) => {
      if (!chance(keep)) return;
      if (change.bytes !== undefined && chance(tear)) applyTorn(image, change.offset, change.bytes, () => chance(0.5));
      else apply(image, change);
    });
  }

  private save(names: ReadonlyMap<string, Inode>, take: (image: Image, change: Change) => void): Files {
    const files = new Map<string, Image>();
    for (const [name, inode] of names) {
      const image = inode.durable.copy();
      for (const change of inode.pending) take(image, change);
      files.set(name, image);
    }
    return files;
  }

  private inodeOf(file: string): Inode {
    return this.names.get(file) ?? this.create(file);
  }

  private create(file: string): Inode {
    const inode: Inode = { durable: new Image(), pending: [], length: 0 };
    this.rename((names) => names.set(file, inode));
    return inode;
  }

  private rename(apply: (names: Map<string, Inode>) => void): void {
    apply(this.names);
    this.pendingNames.push({ at: this.at, apply });
  }

  private change(file: string, change: Omit<Change, "at">): void {
    // written to through a descriptor that outlived the name: nobody can find it any more
    if (file.endsWith(" (deleted)")) return;
    const inode = this.inodeOf(file);
    const { offset, length, bytes, isCut } = change;
    inode.pending.push({ at: this.at, offset, length, ...(bytes && { bytes }), ...(isCut && { isCut }) });
    inode.length = isCut ? offset : Math.max(inode.length, offset + length);
  }

  private beginSync({ file, which, length }: Extract<Event, { kind: "sync begins" }>): void {
    const inode = file === "" ? undefined : this.inodeOf(file);
    if (inode !== undefined && length !== inode.length) {
      // the log's first zeros are written past libc
      if (length < inode.length) throw new Error(`the recording missed how ${file} became shorter, from ${inode.length} to ${length}`);
      this.change(file, { offset: inode.length, length: length - inode.length });
    }
    this.syncs.set(which, { inode, beganAt: this.at });
  }

  private endSync(which: number): void {
    const sync = this.syncs.get(which);
    if (sync === undefined) throw new Error(`sync ${which} ended without a beginning`);
    this.syncs.delete(which);
    const { inode, beganAt } = sync;
    if (inode === undefined) {
      for (const change of this.pendingNames) if (change.at <= beganAt) change.apply(this.durableNames);
      this.pendingNames = this.pendingNames.filter((change) => change.at > beganAt);
      return;
    }
    for (const change of inode.pending) if (change.at <= beganAt) apply(inode.durable, change);
    inode.pending = inode.pending.filter((change) => change.at > beganAt);
  }
}

function apply(image: Image, { offset, length, bytes, isCut }: Change): void {
  if (isCut) image.truncate(offset);
  else if (bytes === undefined) image.zero(offset, length);
  else image.write(offset, bytes);
}

/** Of a torn write each sector arrived or did not. */
function applyTorn(image: Image, offset: number, bytes: Uint8Array, arrives: () => boolean): void {
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + sectorBytes - ((offset + from) % sectorBytes));
    if (arrives()) image.write(offset + from, bytes.subarray(from, to));
    from = to;
  }
}
