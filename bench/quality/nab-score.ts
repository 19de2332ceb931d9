/** Owns the score of the Numenta anomaly benchmark (Lavin and Ahmad 2015), standard profile, over several series at one threshold. */

export type Detection = { atMs: number; strength: number };
/** Detections before `firstMs`, the end of the benchmark's probation, do not count. */
export type NabSeries = { firstMs: number; windows: [number, number][]; detections: Detection[] };
export type NabScore = { score: number; windowsFound: number; windows: number; falseAlarms: number };

const FALSE_ALARM_WEIGHT = 0.11;

const squash = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;

/** The best score over all thresholds on strength, as the benchmark does: 0 for saying nothing, 100 for all windows at their start. */
export function scoreBest(series: readonly NabSeries[]): NabScore {
  const strengths = series.flatMap(({ detections }) => detections.map(({ strength }) => strength));
  const thresholds = [...new Set(strengths)].sort((a, b) => a - b);
  const scores = [...thresholds, Number.POSITIVE_INFINITY].map(threshold => scoreAt(series, threshold));
  return scores.reduce((best, candidate) => (candidate.score > best.score ? candidate : best));
}

function scoreAt(series: readonly NabSeries[], threshold: number): NabScore {
  let sum = 0;
  let windows = 0;
  let windowsFound = 0;
  let falseAlarms = 0;
  for (const one of series) {
    const found = new Set<number>();
    for (const { atMs, strength } of one.detections) {
      if (strength < threshold || atMs < one.firstMs) continue;
      const index = one.windows.findIndex(([from, to]) => atMs >= from && atMs <= to);
      if (index === -1) {
        falseAlarms += 1;
        sum += FALSE_ALARM_WEIGHT * judgeFalseAlarm(one.windows, atMs);
      } else if (!found.has(index)) {
        found.add(index);
        const [from, to] = one.windows[index] as [number, number];
        sum += squash((atMs - to) / (to - from)) / squash(-1);
      }
    }
    windows += one.windows.length;
    windowsFound += found.size;
    sum -= one.windows.length - found.size;
  }
  return { score: (100 * (sum + windows)) / (2 * windows), windows, windowsFound, falseAlarms };
}

/** From 0 shortly after a window to -1 far from any. */
function judgeFalseAlarm(windows: readonly [number, number][], atMs: number): number {
  const before = windows.filter(([, to]) => to < atMs).at(-1);
  if (before === undefined) return -1;
  return squash((atMs - before[1]) / (before[1] - before[0]));
}
