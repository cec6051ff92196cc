const meanings = { SIGTERM: "stop", SIGINT: "stop", SIGHUP: "reload", SIGTTIN: "dump" } as const;

type Signal = keyof typeof meanings;
type Meaning = (typeof meanings)[Signal];

/** The signals of spec §7, by what they ask for. One that came before its listener is delivered to it, once. */
export interface Signals {
  /** Called once, at the first TERM or INT. */
  onStop(listener: (signal: string) => void): void;
  onReload(listener: () => void): void;
  onDump(listener: () => void): void;
}

/** Takes the signals from now on. Call it first: until then TTIN would stop the process and HUP end it. */
export function takeSignals(): Signals {
  const listeners = new Map<Meaning, (signal: string) => void>();
  const early = new Map<Meaning, string>();
  let isStopping = false;

  function deliver(meaning: Meaning, signal: string): void {
    const listener = listeners.get(meaning);
    if (listener === undefined) return void early.set(meaning, signal);
    if (meaning === "stop" && isStopping) return;
    isStopping ||= meaning === "stop";
    listener(signal);
  }

  function listen(meaning: Meaning, listener: (signal: string) => void): void {
    listeners.set(meaning, listener);
    const signal = early.get(meaning);
    early.delete(meaning);
    if (signal !== undefined) deliver(meaning, signal);
  }

  for (const [signal, meaning] of Object.entries(meanings) as [Signal, Meaning][]) {
    process.on(signal, () => deliver(meaning, signal));
  }
  return {
    onStop: (listener) => listen("stop", listener),
    onReload: (listener) => listen("reload", () => listener()),
    onDump: (listener) => listen("dump", () => listener()),
  };
}
