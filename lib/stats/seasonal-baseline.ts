/** Owns the expected count of every time bin, season and slow level, robust to bursts; refuses negative counts. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type SeasonalBaseline = {
  /** Expected events per bin, same length as the counts, always above 0. */
  expected: Float64Array;
  /** Multipliers by local hour of day (24) and by weekday from Monday (7); null where not estimated. */
  hourFactors: number[] | null;
  weekdayFactors: number[] | null;
  /** Variance of ordinary bins over their mean, at least 1 (1 = Poisson). */
  dispersion: number;
};

type Season = { slots: number; slotOf: (bin: number) => number; factors: Float64Array };

/**
 * Estimates expected = level x hour-of-day factor x weekday factor. A season is estimated only when two full
 * periods are covered (days for hours, weeks for weekdays); without one the baseline is a smoothed local
 * level over about half the series, which works from 20 bins up. Factors are shrunk towards 1 by
 * `shrinkage` expected events each (gamma-Poisson), and every pass clips counts at `clip` standard
 * deviations above expectation, a one-sided Huber weight, so that bursts do not raise their own baseline.
 * Source: multiplicative count seasonality as in Ihler, Hutchins, Smyth 2006; Huber 1964.
 * startMs: start of the first bin, ms since the epoch; offsetMs: local time minus UTC.
 */
export function estimateSeasonalBaseline(
  counts: ArrayLike<number>,
  {
    startMs,
    binMs,
    offsetMs = 0,
    shrinkage = 10,
    clip = 2,
  }: {
    startMs: number;
    binMs: number;
    offsetMs?: number;
    shrinkage?: number;
    clip?: number;
  },
): SeasonalBaseline {
  if (!(binMs > 0)) throw new RangeError("binMs must be above 0");
  const observed = Float64Array.from(counts);
  if (observed.some(count => !(count >= 0))) throw new RangeError("counts must be at least 0");
  const length = observed.length;
  if (length === 0) return { expected: new Float64Array(0), hourFactors: null, weekdayFactors: null, dispersion: 1 };

  const spanMs = length * binMs;
  const localMs = (bin: number) => startMs + offsetMs + bin * binMs;
  const hours =
    binMs <= 2 * HOUR_MS && spanMs >= 2 * DAY_MS ? createSeason(24, bin => Math.floor(localMs(bin) / HOUR_MS)) : null;
  // The epoch fell on a Thursday, three days after a Monday.
  const weekdays =
    binMs <= DAY_MS && spanMs >= 14 * DAY_MS ? createSeason(7, bin => Math.floor(localMs(bin) / DAY_MS) + 3) : null;
  const seasons = [hours, weekdays].filter(season => season !== null);
  const windowMs = weekdays ? 7 * DAY_MS : hours ? 2 * DAY_MS : spanMs / 2;
  const halfWindow = Math.max(3, Math.round(windowMs / binMs / 2));

  let expected = new Float64Array(length).fill(Math.max(trimmedMean(observed), 0.5 / length));
  let dispersion = 1;
  for (let pass = 0; pass < 8; pass++) {
    const clipped = observed.map((count, i) => {
      const mean = expected[i] as number;
      return Math.min(count, mean + clip * Math.sqrt(mean * dispersion) + 0.5);
    });
    for (const season of seasons) updateFactors(season, clipped, expected, shrinkage);
    expected = smoothLevel(clipped, seasons, halfWindow);
    dispersion = estimateDispersion(observed, expected);
  }
  const read = (season: Season | null) => (season ? [...season.factors] : null);
  return { expected, hourFactors: read(hours), weekdayFactors: read(weekdays), dispersion };
}

function createSeason(slots: number, index: (bin: number) => number): Season {
  return { slots, slotOf: bin => ((index(bin) % slots) + slots) % slots, factors: new Float64Array(slots).fill(1) };
}

function updateFactors(season: Season, counts: Float64Array, expected: Float64Array, shrinkage: number): void {
  const seen = new Float64Array(season.slots).fill(shrinkage);
  const due = new Float64Array(season.slots).fill(shrinkage);
  for (let i = 0; i < counts.length; i++) {
    const slot = season.slotOf(i);
    seen[slot] = (seen[slot] as number) + (counts[i] as number);
    due[slot] = (due[slot] as number) + (expected[i] as number);
  }
  for (let slot = 0; slot < season.slots; slot++) {
    season.factors[slot] = ((season.factors[slot] as number) * (seen[slot] as number)) / (due[slot] as number);
  }
  const mean = season.factors.reduce((sum, factor) => sum + factor, 0) / season.slots;
  for (let slot = 0; slot < season.slots; slot++) season.factors[slot] = (season.factors[slot] as number) / mean;
}

/** Moving ratio of counts to season, computed with running sums; windows shrink symmetrically to the ends. */
function smoothLevel(counts: Float64Array, seasons: readonly Season[], halfWindow: number): Float64Array<ArrayBuffer> {
  const length = counts.length;
  const season = Float64Array.from(counts, (_, i) =>
    seasons.reduce((product, { factors, slotOf }) => product * (factors[slotOf(i)] as number), 1),
  );
  const countSums = new Float64Array(length + 1);
  const seasonSums = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) {
    countSums[i + 1] = (countSums[i] as number) + (counts[i] as number);
    seasonSums[i + 1] = (seasonSums[i] as number) + (season[i] as number);
  }
  const overall = ((countSums[length] as number) + 0.5) / ((seasonSums[length] as number) + 1e-12);
  return Float64Array.from(season, (factor, i) => {
    const from = Math.max(0, i - halfWindow);
    const to = Math.min(length, i + halfWindow + 1);
    const count = (countSums[to] as number) - (countSums[from] as number);
    const weight = (seasonSums[to] as number) - (seasonSums[from] as number);
    // Half an event at the overall rate keeps an empty window above 0.
    return (factor * (count + 0.5)) / (weight + 0.5 / overall);
  });
}

function trimmedMean(values: Float64Array): number {
  const sorted = values.slice().sort();
  const kept = sorted.subarray(0, Math.max(1, Math.ceil(sorted.length * 0.9)));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** Pearson dispersion of the calmer three quarters of the bins, corrected so that pure Poisson counts give about 1. */
function estimateDispersion(counts: Float64Array, expected: Float64Array): number {
  const squares = counts.map((count, i) => (count - (expected[i] as number)) ** 2 / (expected[i] as number)).sort();
  const kept = squares.subarray(0, Math.max(1, Math.floor(squares.length * 0.75)));
  const mean = kept.reduce((sum, square) => sum + square, 0) / kept.length;
  // The lower three quarters of a chi-square with one degree of freedom have mean 0.3685 among themselves.
  return Math.max(1, mean / 0.3685);
}
