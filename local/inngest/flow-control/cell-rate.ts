/** Owns the arithmetic of rates: when the next start is allowed; knows neither keys nor where the state is kept. */

/** `limit` starts per period, evenly spaced, of which `burst` more than one may come at once. */
export interface Rate {
  limit: number;
  periodMs: number;
  burst: number;
}

export type Verdict = { isAllowed: true; arrivalMs: number } | { isAllowed: false; retryMs: number };

/**
 * The generic cell rate algorithm in its virtual-scheduling form (ITU-T I.371): `arrivalMs` is the theoretical
 * arrival time that the last allowed start left behind, in epoch milliseconds.
 */
export function judgeStart(rate: Rate, arrivalMs: number | undefined, nowMs: number): Verdict {
  const spacingMs = rate.periodMs / Math.max(1, rate.limit);
  const toleranceMs = spacingMs * rate.burst;
  // No start leaves more than this behind; a larger value means that the clock was set back since.
  const knownMs = Math.min(arrivalMs ?? nowMs, nowMs + spacingMs + toleranceMs);
  if (knownMs - toleranceMs > nowMs) return { isAllowed: false, retryMs: knownMs - toleranceMs };
  return { isAllowed: true, arrivalMs: Math.max(nowMs, knownMs) + spacingMs };
}
