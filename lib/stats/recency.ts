/** Owns how freshness fades; refuses a half-life that is not positive. */

const DAY_MS = 86_400_000;

/**
 * 0..1: 1 now, one half after halfLifeDays, exponential in between; a time in the future counts as now,
 * null (never) as 0. Times in ms since the epoch.
 */
export function scoreRecency(lastAtMs: number | null, nowMs: number, halfLifeDays: number): number {
  if (!(halfLifeDays > 0)) throw new RangeError("halfLifeDays must be above 0");
  if (lastAtMs === null) return 0;
  if (!Number.isFinite(lastAtMs) || !Number.isFinite(nowMs)) throw new RangeError("times must be finite");
  return 2 ** (-Math.max(0, nowMs - lastAtMs) / DAY_MS / halfLifeDays);
}
