/**
 * Owns the boundaries of a two-sided group-sequential test whose looks come when they come; refuses fractions that are not numbers.
 * Method: Lan and DeMets 1983, "Discrete sequential boundaries for clinical trials", with their O'Brien-Fleming type spending on
 * each side; boundaries by the recursion of Armitage, McPherson and Rowe 1969 as in Jennison and Turnbull 2000, chapter 19.
 */
import { computeNormalDensity, computeNormalQuantile, computeNormalTail } from "./special-functions.ts";

/** One look's bound. `boundary` is on |z|, infinite where nothing may be decided; `spent` is the error spent so far, of alpha. */
export type LookBound = { fraction: number; boundary: number; spent: number };

/** A look that may spend less than this spends nothing: its boundary would lie beyond any z that data shows. */
const LEAST_SPENT = 1e-9;
/** A look must bring this share of new information to be examined: below it the recursion's kernel is a spike. */
const LEAST_GAIN = 0.01;
const HIGHEST_BOUND = 9;
const WIDEST_STEP = 0.05;
const STEPS_PER_DEVIATION = 8;

/**
 * The error that may be spent once `fraction` (0 upwards) of the planned information is there, both sides together:
 * 4 - 4 * Phi(z(alpha / 4) / sqrt(fraction)), the O'Brien-Fleming type of Lan and DeMets for alpha / 2 on each side. It rises
 * with the fraction and is alpha from 1 on. Throws RangeError for a fraction below 0 or an alpha outside 0..1.
 */
export function spendAlpha(fraction: number, alpha = 0.05): number {
  requireAlpha(alpha);
  if (!(fraction >= 0)) throw new RangeError("fraction must be at least 0");
  if (fraction >= 1) return alpha;
  if (fraction === 0) return 0;
  return Math.min(alpha, 4 * computeNormalTail(computeNormalQuantile(1 - alpha / 4) / Math.sqrt(fraction)));
}

/**
 * The boundaries of looks at the given information fractions (gathered over planned, in the order of the looks; they need not
 * be equally spaced or known beforehand). With `isComplete` the last of them spends what is left, whatever its fraction.
 * The boundary of a look depends on it and on earlier looks alone. A fraction that falls counts as one that stayed.
 */
export function computeBoundaries(
  fractions: readonly number[],
  { alpha = 0.05, isComplete = false }: { alpha?: number; isComplete?: boolean } = {},
): LookBound[] {
  requireAlpha(alpha);
  const bounds: LookBound[] = [];
  let spent = 0;
  let highest = 0;
  let examined: Examined | null = null;
  for (const [index, given] of fractions.entries()) {
    if (!(given >= 0 && given < Number.POSITIVE_INFINITY))
      throw new RangeError("fractions must be finite and at least 0");
    highest = Math.max(highest, given);
    const isLast = isComplete && index === fractions.length - 1;
    const mayHaveSpent: number = isLast ? alpha : Math.max(spent, spendAlpha(highest, alpha));
    const least: number = examined === null ? 0 : examined.information * (1 + LEAST_GAIN);
    const isWorthwhile = mayHaveSpent - spent >= LEAST_SPENT && (isLast || (highest > 0 && highest >= least));
    if (!isWorthwhile) {
      bounds.push({ fraction: given, boundary: Number.POSITIVE_INFINITY, spent });
      continue;
    }
    // Where the last look brings almost nothing new, more is assumed: a lower correlation gives the wider boundary.
    const information: number = Math.max(highest, least, Number.MIN_VALUE);
    const boundary = findBoundary(examined, information, mayHaveSpent - spent);
    spent = mayHaveSpent;
    bounds.push({ fraction: given, boundary, spent });
    examined = { information, boundary, from: examined };
  }
  return bounds;
}

/** A look that could have ended the test, and those before it. */
type Examined = { information: number; boundary: number; from: Examined | null };

function findBoundary(from: Examined | null, information: number, exit: number): number {
  const crossing = describeCrossing(from, information);
  let low = 0;
  let high = HIGHEST_BOUND;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (crossing(middle) > exit) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance, under no difference, of staying inside all earlier boundaries and then lying beyond +-boundary. */
function describeCrossing(from: Examined | null, information: number): (boundary: number) => number {
  if (from === null) return boundary => 2 * computeNormalTail(boundary);
  const deviation = Math.sqrt(information - from.information);
  const { points, masses } = integrate(from, Math.sqrt(information / from.information - 1));
  const past = points.map(point => point * Math.sqrt(from.information));
  const scale = Math.sqrt(information);
  return boundary => {
    let sum = 0;
    for (let i = 0; i < past.length; i++) {
      sum += (masses[i] as number) * computeNormalTail((boundary * scale - (past[i] as number)) / deviation);
    }
    // The paths below are the mirror image of those above.
    return 2 * sum;
  };
}

/**
 * Grid points inside a look's boundary and the probability that paths inside all boundaries so far lie near each, by Simpson's
 * rule; `deviation` is that of the next step, in this look's z, which the grid must resolve.
 */
function integrate(look: Examined, deviation: number): { points: Float64Array; masses: Float64Array } {
  const widest = Math.min(WIDEST_STEP, deviation / STEPS_PER_DEVIATION);
  const intervals = 2 * Math.max(1, Math.ceil(look.boundary / widest));
  const step = (2 * look.boundary) / intervals;
  const points = Float64Array.from({ length: intervals + 1 }, (_, i) => -look.boundary + i * step);
  const density = describeDensity(look);
  const masses = points.map((point, i) => {
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    return (density(point) * weight * step) / 3;
  });
  return { points, masses };
}

/** The density of z at a look among the paths that have crossed no earlier boundary. */
function describeDensity(look: Examined): (z: number) => number {
  const { from } = look;
  if (from === null) return computeNormalDensity;
  const deviation = Math.sqrt(look.information - from.information);
  const { points, masses } = integrate(from, Math.sqrt(look.information / from.information - 1));
  const past = points.map(point => point * Math.sqrt(from.information));
  const scale = Math.sqrt(look.information);
  return z => {
    let sum = 0;
    for (let i = 0; i < past.length; i++) {
      sum += (masses[i] as number) * computeNormalDensity((z * scale - (past[i] as number)) / deviation);
    }
    return (sum * scale) / deviation;
  };
}

function requireAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError("alpha must lie strictly between 0 and 1");
}
