import { expect, test } from "vitest";
import { computeCostMicros, findListPrice, type Price } from "./prices.ts";
import { estimateTokens } from "./tokens.ts";

const price: Price = {
  inputMicrosPerMtok: 100_000,
  outputMicrosPerMtok: 500_000,
  above: { promptTokens: 100_000, inputMicrosPerMtok: 500_000, outputMicrosPerMtok: 2_500_000 },
};

test("A cost is rounded up to whole micro-dollars and never below what was used.", () => {
  expect(computeCostMicros(price, { input: 1, output: 0 })).toBe(1);
  expect(computeCostMicros(price, { input: 0, output: 0 })).toBe(0);
  expect(computeCostMicros(price, { input: 100_000, output: 1_000 })).toBe(10_500);
});

test("A prompt above the vendor's threshold is charged at the higher rate as a whole.", () => {
  expect(computeCostMicros(price, { input: 100_001, output: 1_000 })).toBe(52_501);
});

test("A dated snapshot costs what its model costs, unless it has its own price.", () => {
  expect(findListPrice("gpt-4o-2024-11-20")).toEqual(findListPrice("gpt-4o"));
  expect(findListPrice("gpt-4o-2024-05-13")?.inputMicrosPerMtok).toBe(5_000_000);
  expect(findListPrice("gpt-4o-audio-preview")).toBeUndefined();
  expect(findListPrice("constructor")).toBeUndefined();
});

test("An estimate of tokens grows with the bytes of the text and never forgets a rest.", () => {
  expect(estimateTokens("")).toBe(0);
  expect(estimateTokens("a")).toBe(1);
  expect(estimateTokens("x".repeat(1_000))).toBe(400);
  expect(estimateTokens("漢字".repeat(100))).toBe(240);
});
