import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factorize, invertFactor, multiplyLower, multiplyLowerTransposed } from "./cholesky.ts";
import { createNormalSource } from "./normal-draw.ts";
import { createSeededRandom } from "./seeded-random.ts";

/** A positive definite matrix: G·Gᵀ plus the identity. */
function makeMatrix(size: number, seed: number): Float64Array {
  const normal = createNormalSource(createSeededRandom(seed));
  const g = Float64Array.from({ length: size * size }, normal);
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < size; k++) sum += (g[i * size + k] as number) * (g[j * size + k] as number);
    return sum;
  });
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer());

describe("The factorisation", () => {
  it("multiplies back to the matrix, and its inverse undoes it", () => {
    fc.assert(
      fc.property(sizes, ([size, seed]) => {
        const matrix = makeMatrix(size, seed);
        const factor = factorize(matrix, size);
        const x = Float64Array.from({ length: size }, (_, i) => i - 1.5);
        const product = multiplyLower(factor, size, multiplyLowerTransposed(factor, size, x));
        product.forEach((value, i) => {
          const exact = x.reduce((sum, xj, j) => sum + (matrix[i * size + j] as number) * xj, 0);
          expect(value).toBeCloseTo(exact, 8);
        });
        const root = invertFactor(factor, size);
        const back = multiplyLowerTransposed(root, size, multiplyLower(root, size, product));
        back.forEach((value, i) => {
          expect(value).toBeCloseTo(x[i] as number, 6);
        });
      }),
    );
  });

  it("refuses what is not positive definite, and what is not square", () => {
    expect(() => factorize(Float64Array.from([1, 2, 2, 1]), 2)).toThrow("positive definite");
    expect(() => factorize(new Float64Array(3), 2)).toThrow("size × size");
  });
});

describe("Normal draws", () => {
  it("have mean 0, variance 1 and thin tails, and repeat with their seed", () => {
    const normal = createNormalSource(createSeededRandom(1));
    const draws = Array.from({ length: 50_000 }, normal);
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(draws.filter(x => Math.abs(x) > 1.96).length / draws.length).toBeCloseTo(0.05, 2);
    const again = createNormalSource(createSeededRandom(1));
    expect(Array.from({ length: 5 }, again)).toEqual(draws.slice(0, 5));
  });
});
