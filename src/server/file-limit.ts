import type { Log } from "../log.ts";

/** Files the server needs besides connections: storage, log, pages, and the sockets that are only told that there are too many. */
const otherFilesMax = 300;

/** The connections the system's file limit allows (spec §1): told where that is fewer than are wanted, a warning where it is far fewer. */
export function allowedConnections(wanted: number, filesMax: number, log: Log): number {
  const possible = Math.max(1, filesMax - otherFilesMax);
  if (possible >= wanted) return wanted;
  const isFar = possible < wanted * 0.9;
  log[isFar ? "warn" : "info"](
    `at most ${possible} connections instead of ${wanted}: the system allows this process ${filesMax} open files`,
  );
  return possible;
}

/** The number of files this process may have open. */
export function openFilesMax(): number {
  const report: unknown = process.report.getReport();
  return softLimit(report) ?? Number.POSITIVE_INFINITY;
}

/** The report's type says nothing of its parts; "unlimited" is a word there. */
function softLimit(report: unknown): number | undefined {
  const limit = member(member(member(report, "userLimits"), "open_files"), "soft");
  return typeof limit === "number" ? limit : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}
