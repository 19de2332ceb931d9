/** Owns waiting for throttles: says whether a lane's start may go now, and calls when a closed one opens. */
import type { LaneThrottle } from "../lanes.ts";
import type { Throttles } from "./throttles.ts";

const maxSleepMs = 60_000;

export class ThrottleGate {
  readonly #throttles: Throttles;
  readonly #onOpen: (key: string) => void;
  #timers = new Map<string, NodeJS.Timeout>();

  constructor(throttles: Throttles, onOpen: (key: string) => void) {
    this.#throttles = throttles;
    this.#onOpen = onOpen;
  }

  /** The key of a throttle that lets nobody start now; `onOpen` is called with it later. */
  findClosed(throttle: LaneThrottle | undefined): string | undefined {
    if (!throttle) return undefined;
    const { key, rate } = throttle;
    const nowMs = Date.now();
    const openingMs = this.#throttles.findOpening(key, rate, nowMs);
    if (openingMs === undefined) return undefined;
    if (!this.#timers.has(key)) {
      const timer = setTimeout(() => this.#open(key), Math.min(maxSleepMs, openingMs - nowMs + 1));
      this.#timers.set(key, timer);
    }
    return key;
  }

  take(throttle: LaneThrottle | undefined): void {
    if (throttle) this.#throttles.take(throttle.key, throttle.rate, Date.now());
  }

  /** Gives a place back in which nothing started. */
  giveBack(throttle: LaneThrottle | undefined): void {
    if (throttle) this.#throttles.giveBack(throttle.key, throttle.rate);
  }

  #open(key: string): void {
    this.#timers.delete(key);
    this.#onOpen(key);
  }
}
