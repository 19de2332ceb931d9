/** Counts attempts per name within a sliding window, in this process's memory; forgets the oldest names before it grows large. */

const MAX_NAMES = 50_000;

export class Attempts {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #times = new Map<string, number[]>();

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** How long the name must wait; 0 when it may go on. */
  waitMs(name: string, nowMs = Date.now()): number {
    const recent = this.#recent(name, nowMs);
    const oldest = recent.at(-this.#limit);
    return oldest === undefined ? 0 : oldest + this.#windowMs - nowMs;
  }

  note(name: string, nowMs = Date.now()): void {
    const recent = this.#recent(name, nowMs);
    // Set anew, so that the map's order is that of the last attempt.
    this.#times.delete(name);
    this.#times.set(name, [...recent, nowMs].slice(-this.#limit));
    if (this.#times.size > MAX_NAMES) {
      const [longestSilent] = this.#times.keys();
      if (longestSilent !== undefined) this.#times.delete(longestSilent);
    }
  }

  forget(name: string): void {
    this.#times.delete(name);
  }

  #recent(name: string, nowMs: number): number[] {
    return (this.#times.get(name) ?? []).filter(time => time > nowMs - this.#windowMs);
  }
}
