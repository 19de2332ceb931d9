/** Finds round tops and steps for an axis that begins at zero; knows nothing of pixels. */

/** A top at or above the greatest value and the ticks up to it, in steps of 1, 2, 2.5 or 5 times a power of ten. */
export function findNiceScale(most: number, options: { isWhole?: boolean; count?: number } = {}): number[] {
  const { isWhole = true, count = 4 } = options;
  const least = isWhole ? 1 : Number.MIN_VALUE;
  const rough = Math.max(most, isWhole ? 1 : 0) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factors = isWhole && power < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  const step = Math.max(least, (factors.find(factor => factor * power >= rough * 0.999_999) ?? 10) * power);
  const top = Math.max(1, Math.ceil((most / step) * 0.999_999)) * step;
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}

const durations = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000,
  864_000,
];

/** The same for seconds, in steps that a clock knows. */
export function findDurationScale(mostSeconds: number, count = 4): number[] {
  const step = durations.find(one => one * count >= mostSeconds) ?? Math.ceil(mostSeconds / count / 864_000) * 864_000;
  const top = Math.max(1, Math.ceil(mostSeconds / step)) * step;
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}
