/**
 * Owns when throttled runs may start: the arrival times of all throttles in memory, durable before the start they
 * allow; an engine that dies in between has used up a place without a start, never the other way round.
 */
import type pg from "pg";
import { judgeStart, type Rate } from "./cell-rate.ts";

const forgetEvery = 10_000;

export class Throttles {
  #arrivals = new Map<string, number>();

  async load(reader: pg.Pool): Promise<void> {
    const found = await reader.query<{ key: string; arrival_ms: number }>(
      `select key, arrival_ms from inngest_local.rates where key like '["throttle"%'`,
    );
    for (const { key, arrival_ms } of found.rows) this.#arrivals.set(key, arrival_ms);
  }

  /** The moment before which no further run of the key may start, or undefined when one may start now. */
  findOpening(key: string, rate: Rate, nowMs: number): number | undefined {
    const verdict = judgeStart(rate, this.#arrivals.get(key), nowMs);
    return verdict.isAllowed ? undefined : verdict.retryMs;
  }

  /** Takes the place of a start. */
  take(key: string, rate: Rate, nowMs: number): void {
    const verdict = judgeStart(rate, this.#arrivals.get(key), nowMs);
    if (verdict.isAllowed) this.#arrivals.set(key, verdict.arrivalMs);
    if (this.#arrivals.size > forgetEvery) this.#forget(nowMs);
  }

  /** Gives a place back that nobody started in. */
  giveBack(key: string, rate: Rate): void {
    const arrivalMs = this.#arrivals.get(key);
    if (arrivalMs !== undefined) this.#arrivals.set(key, arrivalMs - rate.periodMs / Math.max(1, rate.limit));
  }

  /** What must be durable before a start that has taken its place. */
  read(key: string): { key: string; arrival_ms: number } {
    return { key, arrival_ms: this.#arrivals.get(key) ?? 0 };
  }

  /** An arrival time in the past limits nothing any more. */
  #forget(nowMs: number): void {
    for (const [key, arrivalMs] of this.#arrivals) if (arrivalMs < nowMs) this.#arrivals.delete(key);
  }
}
