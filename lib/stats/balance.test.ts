import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion, type BalanceRequest, balanceWeights } from "./balance.ts";

const parts = fc.integer({ min: 2, max: 8 }).chain(size =>
  fc.record({
    returns: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
    loadings: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
    variances: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
    riskAversion: fc.double({ min: 0.5, max: 20, noNaN: true }),
    floor: fc.double({ min: 0, max: 1 / size, noNaN: true }),
    cap: fc.double({ min: 1 / size, max: 1, noNaN: true }),
  }),
);

type Parts = {
  returns: number[];
  loadings: number[];
  variances: number[];
  riskAversion: number;
  floor: number;
  cap: number;
};

/** One shared factor and own variances: positive definite whatever the numbers. */
function toRequest({ returns, loadings, variances, riskAversion, floor, cap }: Parts): BalanceRequest {
  const covariance = returns.flatMap((_, i) =>
    returns.map((_, j) => (loadings[i] ?? 0) * (loadings[j] ?? 0) + (i === j ? (variances[i] ?? 0) : 0)),
  );
  return {
    returns,
    covariance,
    riskAversion,
    floors: returns.map(() => floor),
    caps: returns.map(() => Math.max(cap, floor)),
  };
}

describe("Balancing weights", () => {
  it("always adds up to one within floors and caps", () => {
    fc.assert(
      fc.property(parts, drawn => {
        const request = toRequest(drawn);
        const weights = balanceWeights(request);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        weights.forEach((weight, i) => {
          expect(weight).toBeGreaterThanOrEqual(request.floors[i] as number);
          expect(weight).toBeLessThanOrEqual(request.caps[i] as number);
        });
      }),
    );
  });

  it("is the best there is: no shift between two parts within the bounds gains anything", () => {
    fc.assert(
      fc.property(parts, drawn => {
        const request = toRequest(drawn);
        const weights = balanceWeights(request);
        const gains = weights.map((_, i) => {
          const risk = weights.reduce(
            (sum, w, j) => sum + w * (request.covariance[i * weights.length + j] as number),
            0,
          );
          return (request.returns[i] as number) - request.riskAversion * risk;
        });
        const open = (bound: readonly number[], i: number) =>
          Math.abs((weights[i] as number) - (bound[i] as number)) > 1e-6;
        const upwards = Math.max(-Infinity, ...gains.filter((_, i) => open(request.caps, i)));
        const downwards = Math.min(Infinity, ...gains.filter((_, i) => open(request.floors, i)));
        expect(upwards - downwards).toBeLessThan(1e-4);
      }),
    );
  });

  it("does not depend on the order of the parts", () => {
    fc.assert(
      fc.property(parts, drawn => {
        const turn = <T>(list: readonly T[]) => [...list.slice(1), list[0] as T];
        const plain = balanceWeights(toRequest(drawn));
        const turned = balanceWeights(
          toRequest({
            ...drawn,
            returns: turn(drawn.returns),
            loadings: turn(drawn.loadings),
            variances: turn(drawn.variances),
          }),
        );
        turned.forEach((weight, i) => {
          expect(weight).toBeCloseTo(plain[(i + 1) % plain.length] as number, 6);
        });
      }),
    );
  });

  it("never takes weight from a part whose expected gain rises", () => {
    fc.assert(
      fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, rise) => {
        const before = balanceWeights(toRequest(drawn))[0] as number;
        const returns = [(drawn.returns[0] as number) + rise, ...drawn.returns.slice(1)];
        expect(balanceWeights(toRequest({ ...drawn, returns }))[0]).toBeGreaterThanOrEqual(before - 1e-6);
      }),
    );
  });

  it("gives the textbook answer for two parts without bounds", () => {
    const request = {
      returns: [0.1, 0.2],
      covariance: [0.04, 0, 0, 0.09],
      riskAversion: 4,
      floors: [0, 0],
      caps: [1, 1],
    };
    // (r2 - r1 + λ·v1) / (λ·(v1 + v2)) = (0.1 + 0.16) / 0.52
    expect(balanceWeights(request)[1]).toBeCloseTo(0.5, 4);
  });

  it("refuses bounds that cannot be met", () => {
    const request = { returns: [1, 2], covariance: [1, 0, 0, 1], riskAversion: 1 };
    expect(() => balanceWeights({ ...request, floors: [0, 0], caps: [0.4, 0.4] })).toThrow("caps add up to less");
    expect(() => balanceWeights({ ...request, floors: [0.6, 0.6], caps: [1, 1] })).toThrow("floors add up to more");
    expect(() => balanceWeights({ ...request, floors: [0.5, 0], caps: [0.4, 1] })).toThrow("between 0 and its cap");
  });
});

describe("Whole posts from weights", () => {
  it("add up, stay within one of the exact share, and within their limits", () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 60 }), (shares, total) => {
        const counts = apportion(shares, total);
        const sum = shares.reduce((a, b) => a + b, 0);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
        counts.forEach((count, i) => {
          expect(Math.abs(count - (total * (shares[i] as number)) / sum)).toBeLessThan(1 + 1e-6);
        });
      }),
    );
    expect(apportion([0.9, 0.1], 10, [5, 10])).toEqual([5, 5]);
    expect(() => apportion([1, 1], 10, [4, 5])).toThrow("less than total");
  });
});
