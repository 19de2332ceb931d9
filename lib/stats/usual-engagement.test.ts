import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureLifts, measureUsual } from "./usual-engagement.ts";

const HOUR_MS = 3_600_000;
const post = (index: number, engagement: number, account = "a") => ({
  platform: "x",
  account,
  atMs: index * HOUR_MS,
  engagement,
});

describe("What a post is compared with", () => {
  it("is its own account around that time, so that growth is not mistaken for a good hour", () => {
    const growing = Array.from({ length: 400 }, (_, i) => post(i, Math.exp(i / 50)));
    const lifts = measureLifts(growing, 10).slice(20, -20);
    for (const lift of lifts) expect(Math.abs(lift?.lift ?? 1)).toBeLessThan(0.03);
  });

  it("says how far one post stands out, as a logarithm", () => {
    const posts = [post(0, 99), post(1, 99), post(2, 199), post(3, 99)];
    expect(measureLifts(posts)[2]?.lift).toBeCloseTo(Math.log(2), 9);
  });

  it("does not let one account raise the bar for another, nor depend on the order of the posts", () => {
    const posts = fc.array(fc.record({ engagement: fc.nat(10_000), account: fc.constantFrom("a", "b") }), {
      minLength: 2,
    });
    fc.assert(
      fc.property(posts, drawn => {
        const all = drawn.map(({ engagement, account }, i) => post(i, engagement, account));
        const lifts = measureLifts(all);
        const alone = all.filter(({ account }) => account === "a");
        expect(measureLifts(alone)).toEqual(lifts.filter((_, i) => all[i]?.account === "a"));
        const backwards = measureLifts([...all].reverse()).reverse();
        expect(backwards).toEqual(lifts);
      }),
    );
  });

  it("does not exist for an account's only post", () => {
    expect(measureLifts([post(0, 5)])).toEqual([null]);
  });

  it("is told for each account as of now", () => {
    const posts = [post(0, 1), post(1, Math.E - 1), post(2, Math.E - 1), post(0, 9, "b")];
    expect(measureUsual(posts, 2)).toEqual([
      { platform: "x", account: "a", posts: 3, usual: 1 },
      { platform: "x", account: "b", posts: 1, usual: Math.log(10) },
    ]);
  });

  it("refuses engagement below zero", () => {
    expect(() => measureLifts([post(0, -1), post(1, 1)])).toThrow("at least 0");
  });
});
