/** Owns the comparison of word use in two groups of posts; refuses to call rare noise a difference. */

/** logOdds: natural log of the odds ratio, recent over before; zScore: its value over its standard deviation. */
export type LogOdds = { logOdds: number; zScore: number };

/**
 * Weighted log-odds ratio with an informative Dirichlet prior proportional to the word's overall use.
 * Source: Monroe, Colaresi, Quinn 2008, "Fightin' Words", equations 15, 16 and 22 (one word).
 * Counts of posts with the word and of posts in all, per group; priorPosts: strength of the prior.
 */
export function computeLogOdds(
  recent: number,
  recentTotal: number,
  before: number,
  beforeTotal: number,
  priorPosts = 100,
): LogOdds {
  const total = recentTotal + beforeTotal;
  if (!(recent <= recentTotal) || !(before <= beforeTotal)) throw new RangeError("a count must not exceed its total");
  if (recentTotal === 0 || beforeTotal === 0 || recent + before === 0) return { logOdds: 0, zScore: 0 };
  const prior = (priorPosts * (recent + before)) / total;
  const logit = (count: number, size: number) =>
    Math.log((count + prior) / Math.max(size + priorPosts - count - prior, 0.5));
  const logOdds = logit(recent, recentTotal) - logit(before, beforeTotal);
  return { logOdds, zScore: logOdds / Math.sqrt(1 / (recent + prior) + 1 / (before + prior)) };
}
