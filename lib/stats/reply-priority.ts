/** Owns whom to write to first: expected value of one more message now; refuses to reward pestering. */

/** What is known of a contact at the moment of ranking. */
export type ReplyCandidate = {
  id: string;
  /** Prospect score, 0..100. */
  score: number;
  /** Messages since the last reply; 0 when never written to or when the last message was answered. */
  unansweredTouches: number;
  /** Days since the last message; null when never written to. */
  daysSinceLastTouch: number | null;
  /** Worth of a reply in any unit, at least 0; default 1. */
  value?: number;
};
/** All on the log-odds scale unless said otherwise. */
export type ReplyModel = {
  /** Log-odds of a reply to a first message at score 50. */
  intercept: number;
  /** Gain from score 0 to score 100; at least 0. */
  scoreSlope: number;
  /** Change for each unanswered touch; at most 0. */
  touchSlope: number;
  /** Days after which a repeated message has recovered half of what it loses by coming too soon; above 0. */
  spacingHalfDays: number;
  /** Value lost per unanswered touch as a share of the reply's value: goodwill, complaints; 0..1. */
  fatigueDiscount: number;
};
export type ReplyPriority = {
  id: string;
  /** Chance that a message sent now is answered. */
  replyProbability: number;
  /** Factor on the value from unanswered touches, (1 - fatigueDiscount) ^ touches. */
  fatigueFactor: number;
  /** replyProbability x fatigueFactor x value. */
  expectedValue: number;
};
/** One past message: the state it was sent in and whether it was answered. */
export type ReplyObservation = Omit<ReplyCandidate, "id" | "value"> & { replied: boolean };

/** About 8 % replies to a first message at score 50, 20 % at 85; each unanswered touch costs two fifths of the odds. */
export const DEFAULT_REPLY_MODEL: ReplyModel = {
  intercept: -2.44,
  scoreSlope: 3,
  touchSlope: -0.5,
  spacingHalfDays: 2,
  fatigueDiscount: 0.1,
};

/** P(reply) to a message sent now: a logistic in score and unanswered touches, times the spacing factor. */
export function predictReply(contact: Omit<ReplyCandidate, "id" | "value">, model = DEFAULT_REPLY_MODEL): number {
  requireContact(contact);
  const logit = readFeatures(contact).reduce((sum, x, k) => sum + x * (readWeights(model)[k] as number), 0);
  return getSpacingFactor(contact, model) / (1 + Math.exp(-logit));
}

/** Ranks contacts by the expected value of writing now, best first; ties by id, so the order is stable. */
export function rankReplyPriorities(
  candidates: readonly ReplyCandidate[],
  model: ReplyModel = DEFAULT_REPLY_MODEL,
): ReplyPriority[] {
  const ranked = candidates.map(candidate => {
    const { id, value = 1, unansweredTouches } = candidate;
    if (!(value >= 0)) throw new RangeError(`value of ${id} must be at least 0`);
    const replyProbability = predictReply(candidate, model);
    const fatigueFactor = (1 - model.fatigueDiscount) ** unansweredTouches;
    return { id, replyProbability, fatigueFactor, expectedValue: replyProbability * fatigueFactor * value };
  });
  return ranked.sort((a, b) => b.expectedValue - a.expectedValue || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * Fits intercept and slopes to past messages by maximum a posteriori: a logistic regression with normal
 * priors (sd 1) around `prior`, damped Newton steps; slopes are then held to their allowed sign. With no
 * observations the prior returns unchanged. Source: Gelman et al. 2008, "A weakly informative default prior
 * distribution for logistic regression models" (idea of the prior; normal instead of Cauchy).
 */
export function fitReplyModel(observations: readonly ReplyObservation[], prior = DEFAULT_REPLY_MODEL): ReplyModel {
  for (const observation of observations) requireContact(observation);
  const centre = readWeights(prior);
  const rows = observations.map(contact => ({
    x: readFeatures(contact),
    y: contact.replied ? 1 : 0,
    spacing: getSpacingFactor(contact, prior),
  }));
  let weights = [...centre];
  for (let step = 0; step < 50; step++) {
    const gradient = weights.map((w, k) => (centre[k] as number) - w);
    const curvature = weights.map((_, j) => weights.map((__, k) => (j === k ? 1 : 0)));
    for (const { x, y, spacing } of rows) {
      const s = 1 / (1 + Math.exp(-x.reduce((sum, value, k) => sum + value * (weights[k] as number), 0)));
      const p = Math.min(spacing * s, 1 - 1e-9);
      // Derivative of the Bernoulli log-likelihood when the probability is spacing x logistic; expected curvature.
      const pull = ((y - p) * (1 - s)) / (1 - p);
      const weight = (p * (1 - s) ** 2) / (1 - p);
      for (let j = 0; j < 3; j++) {
        gradient[j] = (gradient[j] as number) + pull * (x[j] as number);
        const row = curvature[j] as number[];
        for (let k = 0; k < 3; k++) row[k] = (row[k] as number) + weight * (x[j] as number) * (x[k] as number);
      }
    }
    const move = solve(curvature, gradient);
    const length = Math.hypot(...move);
    const damping = Math.min(1, 1 / length);
    weights = weights.map((w, k) => w + damping * (move[k] as number));
    if (length < 1e-8) break;
  }
  const [intercept = 0, scoreSlope = 0, touchSlope = 0] = weights;
  return { ...prior, intercept, scoreSlope: Math.max(0, scoreSlope), touchSlope: Math.min(0, touchSlope) };
}

function readFeatures({ score, unansweredTouches }: Omit<ReplyCandidate, "id" | "value">): number[] {
  return [1, score / 100 - 0.5, unansweredTouches];
}

function readWeights({ intercept, scoreSlope, touchSlope }: ReplyModel): number[] {
  return [intercept, scoreSlope, touchSlope];
}

/** 1 for a first message or after a reply; otherwise rises from 0 right after the last message towards 1. */
function getSpacingFactor(contact: Omit<ReplyCandidate, "id" | "value">, model: ReplyModel): number {
  if (contact.daysSinceLastTouch === null || contact.unansweredTouches === 0) return 1;
  return 1 - 2 ** (-contact.daysSinceLastTouch / model.spacingHalfDays);
}

function requireContact({ score, unansweredTouches, daysSinceLastTouch }: Omit<ReplyCandidate, "id" | "value">): void {
  if (!(score >= 0 && score <= 100)) throw new RangeError("score must lie in 0..100");
  if (!Number.isInteger(unansweredTouches) || unansweredTouches < 0) {
    throw new RangeError("unansweredTouches must be an integer of at least 0");
  }
  if (daysSinceLastTouch !== null && !(daysSinceLastTouch >= 0)) {
    throw new RangeError("daysSinceLastTouch must be null or at least 0");
  }
}

/** Solves a small symmetric positive definite system by Gaussian elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  for (let i = 0; i < size; i++) {
    const pivot = rows[i] as number[];
    for (let j = i + 1; j < size; j++) {
      const row = rows[j] as number[];
      const factor = (row[i] as number) / (pivot[i] as number);
      for (let k = i; k <= size; k++) row[k] = (row[k] as number) - factor * (pivot[k] as number);
    }
  }
  const result = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const row = rows[i] as number[];
    let sum = row[size] as number;
    for (let k = i + 1; k < size; k++) sum -= (row[k] as number) * (result[k] as number);
    result[i] = sum / (row[i] as number);
  }
  return result;
}
