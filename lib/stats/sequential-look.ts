/**
 * Owns the judgement of one look at a running comparison of two arms: what it may decide, and with which uplift. Refuses to
 * decide where the arms were not split as planned. A decision is safe under peeking as long as every look goes through here.
 */
import { computeBoundaries } from "./group-sequential.ts";
import type { Interval } from "./intervals.ts";
import { checkSampleRatio, type SampleRatio } from "./sample-ratio.ts";
import type { Comparison } from "./two-arm.ts";

/**
 * `watching`: nothing may be decided yet, the boundary is practically infinite. `open`: it was tested and not crossed.
 * `winner`, `inconclusive`: the end. `mismatch`: the arms were not split as planned, so nothing is tested and nothing spent.
 */
export type LookState = "watching" | "open" | "winner" | "inconclusive" | "mismatch";

export type LookPlan = {
  /** Observations planned for each arm when they are equal. */
  plannedPerArm: number;
  /** The chance of a false winner over all looks together; 0.05 unless given. */
  alpha?: number;
  /** The first arm's planned share of all observations; null when nobody planned one, and then it is not checked. */
  plannedShare: number | null;
  /** Information fractions of the earlier looks that were tested, in their order: those that were not a mismatch. */
  earlier: readonly number[];
  /** True at the last planned look: it spends what is left and ends the test. */
  isLast: boolean;
};

export type LookJudgement = {
  state: LookState;
  /** Index of the better arm when it has won. */
  winner: 0 | 1 | null;
  fraction: number;
  /** On |z|; null where nothing may be decided. */
  boundary: number | null;
  /** The error spent up to and with this look. */
  spent: number;
  /**
   * The second arm's uplift over the first as a repeated confidence interval (Jennison and Turnbull 1989): with the boundary
   * in place of 1.96 all looks' intervals hold together with 1 - alpha, whatever made the test stop. Null where the boundary
   * is, or where the first arm shows too little.
   */
  uplift: Interval | null;
  sampleRatio: SampleRatio | null;
  /** Whether this look ends the test whatever it shows: the last one, or the planned information is there. */
  isEnd: boolean;
};

/**
 * The share of the planned information that two sizes carry: the harmonic mean of the sizes over the plan, since the variance
 * of a difference is proportional to 1 / n1 + 1 / n2. Independent of the clock.
 */
export function computeInformationFraction(sizes: readonly [number, number], plannedPerArm: number): number {
  if (!(plannedPerArm > 0)) throw new RangeError("plannedPerArm must be above 0");
  const [a, b] = sizes;
  return a + b === 0 ? 0 : (2 * a * b) / (a + b) / plannedPerArm;
}

/** Judges a comparison at a look. The planned information being reached ends the test as the last look does. */
export function judgeLook(comparison: Comparison, plan: LookPlan): LookJudgement {
  const fraction = computeInformationFraction(comparison.sizes, plan.plannedPerArm);
  const sampleRatio =
    plan.plannedShare === null ? null : checkSampleRatio(comparison.sizes[0], comparison.sizes[1], plan.plannedShare);
  const isEnd = plan.isLast || fraction >= 1;
  const bounds = computeBoundaries([...plan.earlier, fraction], { alpha: plan.alpha, isComplete: isEnd });
  const { boundary = Number.POSITIVE_INFINITY, spent = 0 } = bounds.at(-1) ?? {};
  const common = { fraction, sampleRatio, isEnd };
  if (sampleRatio?.isMismatch === true) {
    return {
      ...common,
      state: "mismatch",
      winner: null,
      boundary: null,
      spent: bounds.at(-2)?.spent ?? 0,
      uplift: null,
    };
  }
  const uplift = comparison.computeUplift(boundary);
  const tested = { ...common, spent, uplift, boundary: Number.isFinite(boundary) ? boundary : null };
  if (comparison.isSufficient && Math.abs(comparison.z) > boundary)
    return { ...tested, state: "winner", winner: comparison.z > 0 ? 1 : 0 };
  if (isEnd) return { ...tested, state: "inconclusive", winner: null };
  return { ...tested, state: tested.boundary === null ? "watching" : "open", winner: null };
}
