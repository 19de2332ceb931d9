/** Owns the port through which time, chance and injected faults reach the product; the real ones live here too. */

export type Clock = {
  now(): Date;
  /** Uniform in [0, 1). */
  random(): number;
  /** A named point at which a test may let the process fail. Does nothing in production. */
  reach(point: CrashPoint): void | Promise<void>;
};

/** The places between two durable writes where a crash must lose and double nothing. */
export type CrashPoint =
  | "after-commit-before-send"
  | "after-claim"
  | "before-finish"
  | "after-rehearsal"
  | "before-sending"
  | "between-send-and-record";

export const systemClock: Clock = {
  now: () => new Date(),
  random: Math.random,
  reach: () => undefined,
};
