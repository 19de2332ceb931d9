/** Owns the proof of the rate arithmetic, by the number of starts that any stretch of time lets through. */
import { expect, test } from "vitest";
import { judgeStart, type Rate } from "./cell-rate.ts";

/** The moments at which starts are let through when one is tried every millisecond. */
function listStarts(rate: Rate, durationMs: number): number[] {
  const starts: number[] = [];
  let arrivalMs: number | undefined;
  for (let nowMs = 0; nowMs < durationMs; nowMs++) {
    const verdict = judgeStart(rate, arrivalMs, nowMs);
    if (!verdict.isAllowed) continue;
    arrivalMs = verdict.arrivalMs;
    starts.push(nowMs);
  }
  return starts;
}

test("starts are spaced evenly, and as many more as the burst says may come at once", () => {
  expect(listStarts({ limit: 4, periodMs: 1000, burst: 0 }, 1000)).toEqual([0, 250, 500, 750]);
  expect(listStarts({ limit: 4, periodMs: 1000, burst: 2 }, 600)).toEqual([0, 1, 2, 250, 500]);
});

test("no stretch of time lets more through than the limit and the burst together", () => {
  const rate = { limit: 7, periodMs: 1000, burst: 3 };
  const starts = listStarts(rate, 5000);
  for (const [index, start] of starts.entries()) {
    const within = starts.slice(index).filter(at => at < start + rate.periodMs);
    expect(within.length).toBeLessThanOrEqual(rate.limit + rate.burst + 1);
  }
  expect(starts.length).toBeGreaterThanOrEqual(35);
});

test("says when the next start is allowed", () => {
  const rate = { limit: 1, periodMs: 1000, burst: 0 };
  const first = judgeStart(rate, undefined, 5000);
  expect(first).toEqual({ isAllowed: true, arrivalMs: 6000 });
  expect(judgeStart(rate, 6000, 5400)).toEqual({ isAllowed: false, retryMs: 6000 });
  expect(judgeStart(rate, 6000, 6000)).toEqual({ isAllowed: true, arrivalMs: 7000 });
});

test("a clock that was set back by an hour holds a start up by one spacing at most", () => {
  const rate = { limit: 2, periodMs: 1000, burst: 0 };
  expect(judgeStart(rate, 3_600_000, 0)).toEqual({ isAllowed: false, retryMs: 500 });
});
