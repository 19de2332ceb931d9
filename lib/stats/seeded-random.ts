/** Owns reproducible pseudo-randomness for training and simulation; refuses any use that needs secrecy. */

/**
 * Creates a generator of uniform numbers in [0, 1) that always yields the same sequence for the same seed.
 * Source: mulberry32 (Ettinger 2017), 32 bits of state; good enough for sampling, never for tokens.
 */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Shuffles indices 0..count-1 (Fisher-Yates) with the given source of uniform numbers. */
export function shuffleIndices(count: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** Draws a Poisson count with the given mean (Knuth's product for small means, halving for large ones). */
export function drawPoisson(mean: number, random: () => number): number {
  if (!(mean >= 0) || !Number.isFinite(mean)) throw new RangeError("mean must be a finite number of at least 0");
  if (mean > 30) return drawPoisson(mean / 2, random) + drawPoisson(mean / 2, random);
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}

/** Draws how many of `trials` succeed, each with `share`, by the waiting times between successes (Devroye 1986, X.4.3): time grows with the mean. */
export function drawBinomial(trials: number, share: number, random: () => number): number {
  if (!(trials >= 0) || !(share >= 0 && share <= 1))
    throw new RangeError("trials must be at least 0 and share within 0..1");
  if (share > 0.5) return trials - drawBinomial(trials, 1 - share, random);
  if (share === 0) return 0;
  const scale = Math.log1p(-share);
  let successes = -1;
  for (let waited = 0; waited <= trials; successes++) waited += Math.floor(Math.log1p(-random()) / scale) + 1;
  return successes;
}
