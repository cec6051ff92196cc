/** Why a file could not be read, in words; a missing one may be all right. */
export interface FileFault {
  readonly isMissing: boolean;
  readonly text: string;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is no directory",
  EACCES: "this user is not allowed to",
  EPERM: "this user is not allowed to",
  EISDIR: "it is a directory",
  ELOOP: "its links lead in a circle",
};

/** Reads the error of a file operation (spec §7: a file that can't be read is named, with its reason). */
export function fileFault(error: unknown): FileFault {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const text = words[code] ?? (error instanceof Error ? error.message : String(error));
  return { isMissing: code === "ENOENT", text };
}
