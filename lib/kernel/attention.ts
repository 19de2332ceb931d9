/** Owns how much a waiting proposal deserves a person's look now, in parts that can be told; decides nothing about the effect itself. */

/** How a person has judged an agent's proposals of one kind so far. */
export type JudgedRecord = {
  /** Decided by a person. */
  judged: number;
  /** Of those, edited or rejected. */
  changed: number;
};

export type AttentionQuestion = {
  /** Millionths of a US dollar; null where the agent cannot tell. */
  valueAtRiskMicros: number | null;
  /** The agent's own chance that a person lets it leave unchanged, 0 to 1; null where it has no estimate. */
  confidence: number | null;
  /** Seconds until it expires; what has expired counts as 0. */
  secondsLeft: number;
  record: JudgedRecord;
};

export type Attention = {
  /** US dollars: what a look now is expected to save. Larger comes first. */
  score: number;
  /** Chance that it expires before a person comes back, 0 to 1. */
  lapseChance: number;
  /** Chance that a person would change or refuse it, 0 to 1. */
  changeChance: number;
};

/** The constants of the method, handed to SQL so that both reckon with the same. */
export const attentionConstants = {
  /** Half of all proposals with this much time left lapse before a person comes back: four hours, in seconds. */
  returnSeconds: 4 * 3_600,
  /** What a proposal of unknown value counts as, in millionths of a US dollar: neither first nor last. */
  unknownValueMicros: 50_000_000,
  /** How many judgements the estimate before any judgement weighs: Laplace's rule of succession. */
  priorWeight: 2,
  /** How many of the latest judgements count, so that an agent's record follows how it does now. */
  recordSize: 100,
} as const;

/**
 * The expected saving of a look now: value × P(lapse) × (1 + P(change)), in US dollars.
 *
 * P(lapse) = r / (r + time left): the time until a person comes back to a list has a heavy tail with exponent about 1
 * (A.-L. Barabási, "The origin of bursts and heavy tails in human dynamics", Nature 435, 2005), a Lomax law whose median is r.
 * P(change) is the mean of the Beta posterior of the agent's record for this kind of effect, on a prior of weight 2 around the
 * agent's own estimate, or around ½ without one (Laplace's rule of succession; A. Gelman et al., "Bayesian Data Analysis", ch. 2).
 * What a person would change saves its value a second time: left alone it would go out wrong.
 * `rankApprovals` in lib/db reckons the same in SQL, operation by operation, so that both give the same number.
 */
export function weighAttention({ valueAtRiskMicros, confidence, secondsLeft, record }: AttentionQuestion): Attention {
  const { returnSeconds, unknownValueMicros, priorWeight } = attentionConstants;
  const lapseChance = returnSeconds / (returnSeconds + Math.max(secondsLeft, 0));
  const changeChance = (record.changed + priorWeight * (1 - (confidence ?? 0.5))) / (record.judged + priorWeight);
  const score = ((valueAtRiskMicros ?? unknownValueMicros) / 1_000_000) * lapseChance * (1 + changeChance);
  return { score, lapseChance, changeChance };
}
