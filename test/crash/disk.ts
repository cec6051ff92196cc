import type { Random } from "../../src/random.ts";
import type { Image } from "./image.ts";
import { applyTo, applyTorn, type Change, Inode } from "./inode.ts";
import type { Moment } from "./acts.ts";
import type { Event } from "./trace.ts";

type Names = Map<string, Inode>;

interface NameChange {
  readonly at: Moment;
  apply(names: Names): void;
}

/** What lies on a disk: the files by their names. */
export type Files = ReadonlyMap<string, Image>;

/**
 * A disk that keeps what was synced and may keep any part of the rest (design: the power-cut test). A sync covers what was asked
 * for before it began, and counts once it has ended. Names become durable in their order, by a sync of the directory.
 */
export class Disk {
  readonly #names: Names = new Map();
  readonly #durableNames: Names = new Map();
  #pendingNames: NameChange[] = [];
  /** Those in flight; of the directory where there is no inode. */
  readonly #syncs = new Map<number, { readonly inode: Inode | undefined; readonly beganAt: Moment }>();
  #at: Moment = 0;

  /** The program goes on by one event. */
  apply(event: Event): void {
    this.#at += 1;
    if (event.kind === "write") this.#change(event.file, event);
    else if (event.kind === "truncate") this.#change(event.file, { offset: event.length, length: 0, isCut: true });
    else if (event.kind === "create") this.#create(event.file);
    else if (event.kind === "unlink") this.#rename((names) => names.delete(event.file));
    else if (event.kind === "rename") {
      const inode = this.#inodeOf(event.file);
      this.#rename((names) => names.delete(event.file) && names.set(event.to, inode));
    } else if (event.kind === "sync begins") this.#beginSync(event);
    else if (event.kind === "sync ended" || event.kind === "sync failed") this.#endSync(event);
    else if (event.kind === "start") this.#syncs.clear();
  }

  /** All files as the running program sees them. */
  whole(): Files {
    return filesOf(this.#names, applyTo);
  }

  /** The files after a power cut now: each pending change with the chance `keep`, of the kept ones some torn with the chance `tear`. */
  cut(random: Random, { keep, tear }: { keep: number; tear: number }): Files {
    const chance = (share: number) => random.below(1_000_000) < share * 1_000_000;
    const names = new Map(this.#durableNames);
    for (const change of this.#pendingNames) {
      if (!chance(keep)) break;
      change.apply(names);
    }
    return filesOf(names, (image, change) => {
      if (!chance(keep)) return;
      if (chance(tear)) applyTorn(image, change, () => chance(0.5));
      else applyTo(image, change);
    });
  }

  #inodeOf(file: string): Inode {
    return this.#names.get(file) ?? this.#create(file);
  }

  #create(file: string): Inode {
    const inode = new Inode();
    this.#rename((names) => names.set(file, inode));
    return inode;
  }

  #rename(apply: (names: Names) => void): void {
    apply(this.#names);
    this.#pendingNames.push({ at: this.#at, apply });
  }

  #change(file: string, { offset, length, bytes, isCut }: Omit<Change, "at">): void {
    // written to through a descriptor that outlived the name: nobody can find it any more
    if (file.endsWith(" (deleted)")) return;
    this.#inodeOf(file).add({ at: this.#at, offset, length, ...(bytes && { bytes }), ...(isCut && { isCut }) });
  }

  #beginSync({ file, which, length }: Extract<Event, { kind: "sync begins" }>): void {
    const inode = file === "" ? undefined : this.#inodeOf(file);
    // the log is lengthened with zeros past libc
    if (inode !== undefined && length > inode.length) this.#change(file, { offset: inode.length, length: length - inode.length });
    this.#syncs.set(which, { inode, beganAt: this.#at });
  }

  #endSync({ kind, which }: Extract<Event, { kind: "sync ended" | "sync failed" }>): void {
    const sync = this.#syncs.get(which);
    if (sync === undefined) throw new Error(`sync ${which} ended without a beginning`);
    this.#syncs.delete(which);
    const { inode, beganAt } = sync;
    if (kind === "sync failed") inode?.lose(beganAt);
    else if (inode === undefined) this.#settleNames(beganAt);
    else inode.settle(beganAt);
  }

  #settleNames(beganAt: Moment): void {
    for (const change of this.#pendingNames) if (change.at <= beganAt) change.apply(this.#durableNames);
    this.#pendingNames = this.#pendingNames.filter((change) => change.at > beganAt);
  }
}

function filesOf(names: Names, take: (image: Image, change: Change) => void): Files {
  const files = new Map<string, Image>();
  for (const [name, inode] of names) {
    const image = inode.durable.copy();
    for (const change of inode.pending) take(image, change);
    files.set(name, image);
  }
  return files;
}
