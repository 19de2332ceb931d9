import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToMoments, createMoments, fitBlocks, predictRow } from "./block-regression.ts";
import { createNormalSource } from "./normal-draw.ts";
import { createSeededRandom } from "./seeded-random.ts";

const blocks = [
  { name: "level", size: 1, fixedVariance: 100 },
  { name: "group", size: 20 },
];

function simulate(perGroup: number, spread: number, seed: number) {
  const normal = createNormalSource(createSeededRandom(seed));
  const truths = Array.from({ length: 20 }, () => spread * normal());
  const moments = createMoments(21);
  truths.forEach((truth, g) => {
    for (let i = 0; i < perGroup; i++) {
      const y = 2 + truth + normal();
      addToMoments(moments, { columns: [0, g + 1], values: [1, 1] }, 1, y, y * y);
    }
  });
  return { moments, truths };
}

describe("The block regression", () => {
  it("learns how much groups differ, and how noisy their values are", () => {
    const { moments } = simulate(50, 0.5, 1);
    const { variances } = fitBlocks(moments, blocks);
    expect(variances.noise).toBeGreaterThan(0.9);
    expect(variances.noise).toBeLessThan(1.1);
    expect(Math.sqrt(variances.blocks.group ?? 0)).toBeGreaterThan(0.3);
    expect(Math.sqrt(variances.blocks.group ?? 0)).toBeLessThan(0.75);
  });

  it("pulls groups together where the data shows no difference", () => {
    const { moments } = simulate(5, 0, 2);
    const posterior = fitBlocks(moments, blocks);
    const effects = posterior.mean.slice(1);
    expect(Math.max(...effects.map(Math.abs))).toBeLessThan(0.25);
  });

  it("keeps the variances it is given when told not to learn, and says the same again to the last bit", () => {
    const { moments } = simulate(10, 0.4, 3);
    const learned = fitBlocks(moments, blocks);
    const kept = fitBlocks(moments, blocks, { start: learned.variances, rounds: 0 });
    expect(kept.mean).toEqual(learned.mean);
    expect(kept.root).toEqual(learned.root);
    expect(fitBlocks(moments, blocks)).toEqual(learned);
  });

  it("puts the prediction between the prior and the group's mean, closer to the mean the more data there is", () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: 1, max: 40 }), (mean, count) => {
        const one = [{ name: "arm", size: 1 }];
        const start = { noise: 1, blocks: { arm: 0.5 } };
        const predict = (n: number) => {
          const moments = createMoments(1);
          addToMoments(moments, { columns: [0], values: [1] }, n, n * mean, n * (mean * mean + 1));
          return predictRow(fitBlocks(moments, one, { start, rounds: 0 }), { columns: [0], values: [1] });
        };
        expect(Math.abs(predict(count))).toBeLessThanOrEqual(Math.abs(mean));
        expect(Math.abs(mean - predict(count + 1))).toBeLessThanOrEqual(Math.abs(mean - predict(count)) + 1e-12);
        // Normal-normal: mean · n / (n + noise / prior).
        expect(predict(count)).toBeCloseTo((mean * count) / (count + 2), 9);
      }),
    );
  });

  it("refuses blocks that do not cover the columns, and observations that are not finite", () => {
    expect(() => fitBlocks(createMoments(3), blocks)).toThrow("cover all columns");
    const row = { columns: [0], values: [1] };
    expect(() => addToMoments(createMoments(1), row, 1, Number.NaN, 1)).toThrow("finite");
    expect(() => addToMoments(createMoments(1), row, 0, 1, 1)).toThrow("above 0");
  });
});
