/** Owns Thompson sampling over arms with a joint normal posterior; refuses to choose without saying how probable the choice was. */
import { factorize, multiplyLower } from "./cholesky.ts";
import { createNormalSource } from "./normal-draw.ts";

/** covariance: row-major, arms × arms, may be singular. */
export type ArmPosterior = { mean: Float64Array; covariance: Float64Array };
/** propensity: the exact probability with which this arm was chosen, given the draws that the random source made. */
export type ArmChoice = { arm: number; propensity: number };

/** A source of joint draws of all arms' values. Each call returns a new array. */
export function createArmSampler({ mean, covariance }: ArmPosterior, random: () => number): () => Float64Array {
  const size = mean.length;
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, covariance[i * size + i] as number);
  const padded = Float64Array.from(covariance);
  // Arms that share features have a singular covariance; a millionth of the largest variance makes it factorisable.
  for (let i = 0; i < size; i++) padded[i * size + i] = (padded[i * size + i] as number) + 1e-6 * largest + 1e-12;
  const factor = factorize(padded, size);
  const normal = createNormalSource(random);
  return () => {
    const z = Float64Array.from({ length: size }, normal);
    const draw = multiplyLower(factor, size, z);
    for (let i = 0; i < size; i++) draw[i] = (draw[i] as number) + (mean[i] as number);
    return draw;
  };
}

/**
 * Each arm's probability of being the best of all, from joint draws of the posterior: the propensities of Thompson
 * sampling (Thompson 1933; Russo et al. 2018, "A tutorial on Thompson sampling", section 3).
 */
export function estimatePropensities(posterior: ArmPosterior, draws: number, random: () => number): Float64Array {
  const sample = createArmSampler(posterior, random);
  const wins = new Float64Array(posterior.mean.length);
  for (let d = 0; d < draws; d++) {
    const best = findBest(sample());
    wins[best] = (wins[best] as number) + 1;
  }
  return wins.map(count => count / draws);
}

export type ChoiceOptions = {
  count: number;
  random: () => number;
  /** Joint draws that the propensities rest on; 2,000 unless given. */
  draws?: number;
  /** Whether an arm may be chosen, given what was chosen before it. */
  isOpen?: (arm: number, chosen: readonly ArmChoice[]) => boolean;
};

/**
 * Chooses arms one after the other. For each the share of draws in which every open arm was the best of the open ones is
 * its propensity, and one arm is taken with exactly those chances: the logged propensity is thereby the true one, not an
 * estimate of it. Fewer than `count` when no arm is open any more.
 */
export function chooseArms(posterior: ArmPosterior, options: ChoiceOptions): ArmChoice[] {
  const { count, random, draws = 2000, isOpen = (arm, chosen) => chosen.every(choice => choice.arm !== arm) } = options;
  const sample = createArmSampler(posterior, random);
  const drawn = Array.from({ length: draws }, sample);
  const chosen: ArmChoice[] = [];
  while (chosen.length < count) {
    const open = Array.from(posterior.mean.keys()).filter(arm => isOpen(arm, chosen));
    if (open.length === 0) break;
    const wins = new Uint32Array(posterior.mean.length);
    for (const values of drawn) {
      let best = open[0] as number;
      for (const arm of open) if ((values[arm] as number) > (values[best] as number)) best = arm;
      wins[best] = (wins[best] as number) + 1;
    }
    let left = Math.floor(random() * draws);
    const arm = open.find(candidate => {
      left -= wins[candidate] as number;
      return left < 0;
    }) as number;
    chosen.push({ arm, propensity: (wins[arm] as number) / draws });
  }
  return chosen;
}

/** The index of the largest value; the first of equals. */
export function findBest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
