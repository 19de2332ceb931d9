/** Owns standard normal draws from a source of uniform numbers; refuses nothing, uses two uniforms for two normals. */

/** A source of standard normal numbers (Box and Muller 1958): the same uniforms give the same normals. */
export function createNormalSource(random: () => number): () => number {
  let kept: number | null = null;
  return () => {
    if (kept !== null) {
      const value = kept;
      kept = null;
      return value;
    }
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
