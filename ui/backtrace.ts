/** Where frames of others stand: packages, the runtime, the standard library of the languages that workers are written in. */
const foreign =
  /(?:\/gems\/|\/ruby\/\d|<internal:|node_modules|node:internal|\binternal\/|site-packages|dist-packages|\/lib\/python|\/go\/pkg\/mod\/|\/usr\/(?:local\/)?(?:lib|go)\/|\.cargo\/registry|\/rustc\/|\bjava(?:x)?\.|\bsun\.|\/vendor\/|deps\/[a-z_]+\/lib)/;

/** A backtrace with the application's own frames apart from those of its libraries (dashboard: application frames first). */
export function ownFrames(backtrace: readonly string[]): readonly string[] {
  const own = backtrace.filter((line) => !foreign.test(line));
  return own.length === backtrace.length ? [] : own;
}
