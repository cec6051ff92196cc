import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own that fills up without hurting anybody. */
export interface SmallDisk {
  readonly path: string;
  /** Takes up all but so many bytes of what is free; `release` gives them back. */
  occupy(left: number): void;
  release(): void;
  freeBytes(): number;
  /** Nothing can be written to it any more; refused by the kernel while somebody has a file open for writing. */
  makeReadOnly(): void;
}

const mebibyte = 1_048_576;

/** Whether this machine lets us mount one: that needs the rights of root. */
export const canMount = probe();

function probe(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "millrace-mount-"));
  const isMounted = mount(folder, "size=1m");
  if (isMounted) spawnSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true });
  return isMounted;
}

function mount(path: string, options: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", options, "millrace-test", path]).status === 0;
}

/** Runs `story` on a small disk, which is gone afterwards. */
export async function onSmallDisk(mebibytes: number, story: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-disk-"));
  const path = join(folder, "disk");
  const ballast = join(path, "ballast");
  mkdirSync(path);
  if (!mount(path, `size=${mebibytes}m`)) throw new Error("no small disk can be mounted");
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  try {
    await story({
      path,
      freeBytes,
      occupy: (left) => {
        // others write meanwhile
        for (let much = freeBytes() - left; much > 0; much = freeBytes() - left) {
          writeFileSync(ballast, new Uint8Array(Math.min(much, mebibyte)), { flag: "a" });
        }
      },
      release: () => rmSync(ballast),
      makeReadOnly: () => {
        const { status, stderr } = spawnSync("mount", ["-o", "remount,ro", path]);
        if (status !== 0) throw new Error(stderr.toString());
      },
    });
  } finally {
    spawnSync("umount", ["-l", path]);
    rmSync(folder, { recursive: true });
  }
}
