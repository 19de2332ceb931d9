/** Owns the combination of named 0..1 components into 0..100; refuses a breakdown that does not add up. */

/** value null means "cannot be known here": its weight passes to the others. */
export type ScoreComponent<Name extends string = string> = { name: Name; value: number | null; weight: number };
/** points: this component's part of the score; share: weight actually used, 0..1. */
export type ScoredComponent<Name extends string = string> = ScoreComponent<Name> & { share: number; points: number };
export type WeightedScore<Name extends string = string> = { score: number; components: ScoredComponent<Name>[] };

/**
 * Weighted mean of the known components, times 100, to one decimal. Points are rounded with largest
 * remainders, so that the displayed points sum to the displayed score. No known component: score 0.
 * Throws RangeError for a negative weight or a value outside 0..1.
 */
export function combineScore<Name extends string>(components: readonly ScoreComponent<Name>[]): WeightedScore<Name> {
  for (const { name, value, weight } of components) {
    if (!(weight >= 0) || !Number.isFinite(weight)) throw new RangeError(`weight of ${name} must be at least 0`);
    if (value !== null && !(value >= 0 && value <= 1)) throw new RangeError(`value of ${name} must lie in 0..1`);
  }
  const known = components.reduce((sum, part) => sum + (part.value === null ? 0 : part.weight), 0);
  const exact = components.map(part => {
    const share = part.value === null || known === 0 ? 0 : part.weight / known;
    return { part, share, tenths: share * (part.value ?? 0) * 1000 };
  });
  const total = Math.round(exact.reduce((sum, { tenths }) => sum + tenths, 0));
  const floors = exact.map(({ tenths }) => Math.floor(tenths + 1e-9));
  let missing = total - floors.reduce((sum, floor) => sum + floor, 0);
  const byRemainder = exact.map(({ tenths }, i) => ({ i, rest: tenths - (floors[i] as number) }));
  byRemainder.sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder) if (missing-- > 0) floors[i] = (floors[i] as number) + 1;
  return {
    score: total / 10,
    components: exact.map(({ part, share }, i) => ({ ...part, share, points: (floors[i] as number) / 10 })),
  };
}
