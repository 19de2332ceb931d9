/** Owns the area under the ROC curve; refuses to answer when one class is absent. */

/**
 * Probability that a random "yes" scores above a random "no", ties counting half; 0..1, 0.5 is chance.
 * Throws RangeError when lengths differ or one class is absent. Source: Mann-Whitney U; Hanley and McNeil 1982.
 */
export function computeAuc(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  if (scores.length !== labels.length) throw new RangeError("scores and labels must have the same length");
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] as number] as number;
    let end = start;
    let tiedPositives = 0;
    while (end < order.length && scores[order[end] as number] === score) {
      if (labels[order[end] as number]) tiedPositives++;
      end++;
    }
    // A NaN score equals nothing, itself included, and would never advance.
    if (end === start) throw new RangeError("scores must not contain NaN");
    rankSum += tiedPositives * ((start + end + 1) / 2);
    positives += tiedPositives;
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) throw new RangeError("labels must contain both yes and no outcomes");
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Standard error of an AUC (Hanley and McNeil 1982), for a bound on how good a model is at least. */
export function computeAucStandardError(auc: number, positives: number, negatives: number): number {
  if (positives < 1 || negatives < 1) throw new RangeError("positives and negatives must be at least 1");
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const spread = auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc);
  return Math.sqrt(Math.max(spread, 0) / (positives * negatives));
}
