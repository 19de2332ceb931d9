/** Owns stratified fold assignment and out-of-fold scoring; refuses more folds than the rarer class has rows. */
import { shuffleIndices } from "./seeded-random.ts";

/**
 * Assigns every row to a fold 0..foldCount-1 so that each fold has the same share of "yes" (Kohavi 1995).
 * Throws RangeError when foldCount < 2 or a class has fewer rows than folds.
 */
export function assignStratifiedFolds(labels: readonly boolean[], foldCount: number, random: () => number): Uint8Array {
  if (!Number.isInteger(foldCount) || foldCount < 2 || foldCount > 255) {
    throw new RangeError("foldCount must be an integer from 2 to 255");
  }
  const folds = new Uint8Array(labels.length);
  const seen = { yes: 0, no: 0 };
  for (const row of shuffleIndices(labels.length, random)) {
    const kind = labels[row] ? "yes" : "no";
    // The second class continues where the first began to run uneven, so fold sizes stay within one.
    folds[row] = (kind === "yes" ? seen.yes++ : seen.no++) % foldCount;
  }
  if (Math.min(seen.yes, seen.no) < foldCount) {
    throw new RangeError(`foldCount must not exceed the rarer class (${Math.min(seen.yes, seen.no)} rows)`);
  }
  return folds;
}

/**
 * Scores every row with a model that never saw it. `train` receives the training row indices and returns a
 * scorer of one row index. Returns one score per row.
 */
export function scoreOutOfFold(
  folds: Uint8Array,
  train: (trainingRows: readonly number[]) => (row: number) => number,
): Float64Array {
  const scores = new Float64Array(folds.length);
  for (const fold of new Set(folds)) {
    const training: number[] = [];
    for (let row = 0; row < folds.length; row++) if (folds[row] !== fold) training.push(row);
    const score = train(training);
    for (let row = 0; row < folds.length; row++) if (folds[row] === fold) scores[row] = score(row);
  }
  return scores;
}
