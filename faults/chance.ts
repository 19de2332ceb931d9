/** Owns random choices that a seed repeats: the same seed and order of questions give the same answers. */

export type Chance = {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** One of the entries, by weight. */
  pick<T extends string>(weights: Record<T, number>): T;
};

/** A linear congruential sequence modulo 2^32 (Numerical Recipes, 3rd edition, 7.1); its upper bits are random enough to choose victims. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 4) / 2 ** 28;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick<T extends string>(weights: Record<T, number>): T {
      const entries = Object.entries(weights) as [T, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return (entries.at(-1) as [T, number])[0];
    },
  };
}
