/** Takes a timer back; doing so twice does no harm. */
export type Cancel = () => void;

/** The only reader of time (spec §4): durations run on `monotonic`, time stamps and due times on `wall`. */
export interface Clock {
  /** Microseconds since 1970, UTC. May jump when the system's clock is set. */
  wall(): number;
  /** Milliseconds, with a fraction, since some moment; never goes back. */
  monotonic(): number;
  /** Runs `work` once, `milliseconds` from now. */
  after(milliseconds: number, work: () => void): Cancel;
}

/** The system's clock. */
export function systemClock(): Clock {
  return {
    wall: () => Date.now() * 1000,
    monotonic: () => performance.now(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
