/** Owns when a classifier had better say nothing: the choice of a threshold on held-out answers. Refuses an empty choice. */

/** One held-out answer: how sure, whether right, and whether the text belonged to any class at all. */
export type JudgedAnswer = { confidence: number; isRight: boolean; isInScope: boolean };

export type ThresholdQuality = {
  /** Below it nothing is said, 0..1. */
  threshold: number;
  /** Share of in-scope texts that are answered and right; null without any. */
  inScopeAccuracy: number | null;
  /** Share of out-of-scope texts that get no answer; null without any. */
  outOfScopeRecall: number | null;
  /** Share of all texts that get an answer. */
  coverage: number;
  /** Share of the answers that are right; null when none is given. */
  precision: number | null;
};

/** How answers fare at a threshold. */
export function measureThreshold(answers: readonly JudgedAnswer[], threshold: number): ThresholdQuality {
  const given = answers.filter(answer => answer.confidence >= threshold);
  const right = given.filter(answer => answer.isInScope && answer.isRight).length;
  const inScope = answers.filter(answer => answer.isInScope).length;
  const outside = answers.length - inScope;
  const silent = outside - given.filter(answer => !answer.isInScope).length;
  return {
    threshold,
    inScopeAccuracy: inScope === 0 ? null : right / inScope,
    outOfScopeRecall: outside === 0 ? null : silent / outside,
    coverage: answers.length === 0 ? 0 : given.length / answers.length,
    precision: given.length === 0 ? null : right / given.length,
  };
}

/**
 * The threshold with the best weighted mean of in-scope accuracy and out-of-scope recall (the two figures of Larson et al. 2019).
 * outOfScopeWeight: 0 never abstains for their sake, 1 sees nothing else; at a third a text in scope counts twice. Throws RangeError without answers of both kinds.
 */
export function balanceThreshold(answers: readonly JudgedAnswer[], outOfScopeWeight = 1 / 3): ThresholdQuality {
  if (!(outOfScopeWeight >= 0 && outOfScopeWeight <= 1)) throw new RangeError("outOfScopeWeight must lie in 0..1");
  const inScope = answers.filter(answer => answer.isInScope).length;
  const outside = answers.length - inScope;
  if (inScope === 0 || outside === 0) throw new RangeError("answers in and out of scope are needed");
  let best = { value: Number.NEGATIVE_INFINITY, threshold: 0 };
  sweep(answers, (threshold, { right, strangers }) => {
    const value = ((1 - outOfScopeWeight) * right) / inScope + outOfScopeWeight * (1 - strangers / outside);
    if (value >= best.value) best = { value, threshold };
  });
  return measureThreshold(answers, best.threshold);
}

/**
 * The lowest threshold from which on at least `precision` of the answers are right, with at least `minAnswers` of them; null when
 * there is none. A selective classifier with a guaranteed share (after El-Yaniv and Wiener 2010), as far as held-out answers tell.
 */
export function reachPrecision(
  answers: readonly JudgedAnswer[],
  precision: number,
  minAnswers = 20,
): ThresholdQuality | null {
  let lowest: number | null = null;
  sweep(answers, (threshold, { right, given }) => {
    if (given >= minAnswers && right / given >= precision) lowest = threshold;
  });
  return lowest === null ? null : measureThreshold(answers, lowest);
}

type Passed = { given: number; right: number; strangers: number };

/** Visits every threshold that makes a difference, highest first, with what it lets pass. */
function sweep(answers: readonly JudgedAnswer[], visit: (threshold: number, passed: Passed) => void): void {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence);
  const passed: Passed = { given: 0, right: 0, strangers: 0 };
  sorted.forEach((answer, index) => {
    passed.given += 1;
    if (!answer.isInScope) passed.strangers += 1;
    else if (answer.isRight) passed.right += 1;
    if (sorted[index + 1]?.confidence !== answer.confidence) visit(answer.confidence, passed);
  });
}
