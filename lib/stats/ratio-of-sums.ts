/** Owns the ratio of two sums over the same units (a cost per outcome, over days) with its interval; refuses unpaired sums. */
import type { Interval } from "./intervals.ts";
import { computeBetaQuantile } from "./special-functions.ts";

export type RatioUnit = { numerator: number; denominator: number };

/**
 * Sum of numerators over sum of denominators, with Fieller's interval over the units (Fieller 1954: Some problems in interval
 * estimation): all ratios r for which the mean of numerator - r * denominator is not refuted. Units that hold nothing are left
 * out. Null where the denominators are so few or so uneven that no bounded interval exists. In the numerator's unit.
 */
export function computeRatioOfSums(units: readonly RatioUnit[], confidence = 0.95): Interval | null {
  const used = units.filter(({ numerator, denominator }) => numerator !== 0 || denominator !== 0);
  const count = used.length;
  if (count < 2) return null;
  const meanOf = (read: (unit: RatioUnit) => number) => used.reduce((sum, unit) => sum + read(unit), 0) / count;
  const x = meanOf(unit => unit.numerator);
  const y = meanOf(unit => unit.denominator);
  if (!(y > 0)) return null;
  const scale = 1 / (count * (count - 1));
  const xx = scale * used.reduce((sum, unit) => sum + (unit.numerator - x) ** 2, 0);
  const yy = scale * used.reduce((sum, unit) => sum + (unit.denominator - y) ** 2, 0);
  const xy = scale * used.reduce((sum, unit) => sum + (unit.numerator - x) * (unit.denominator - y), 0);
  const t2 = computeStudentQuantile(1 - (1 - confidence) / 2, count - 1) ** 2;
  const bound = y * y - t2 * yy;
  if (!(bound > 0)) return null;
  const centre = (x * y - t2 * xy) / bound;
  const half = Math.sqrt(Math.max(0, (x * y - t2 * xy) ** 2 - bound * (x * x - t2 * xx))) / bound;
  return { low: Math.max(0, centre - half), estimate: x / y, high: centre + half };
}

/** Asked again for the same few degrees of freedom, and slow to find. */
const mostQuantiles = 1_000;
const quantiles = new Map<string, number>();

/** Quantile of Student's t above one half, through the beta distribution that t² / (t² + degrees) follows. */
export function computeStudentQuantile(probability: number, degrees: number): number {
  if (!(probability >= 0.5 && probability < 1)) throw new RangeError("probability must lie in 0.5..1");
  if (!(degrees > 0)) throw new RangeError("degrees must be above 0");
  const key = `${probability} ${degrees}`;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const share = computeBetaQuantile(2 * (1 - probability), degrees / 2, 0.5);
  const quantile = Math.sqrt((degrees * (1 - share)) / share);
  if (quantiles.size < mostQuantiles) quantiles.set(key, quantile);
  return quantile;
}
