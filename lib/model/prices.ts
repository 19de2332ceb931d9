/** Owns what well known models cost, and the arithmetic. A model without a known price is never taken to be free. */

/** Millionths of a US dollar for a million tokens. */
export type Rate = { inputMicrosPerMtok: number; outputMicrosPerMtok: number };

/** `above` is the rate of the whole request once its prompt is longer than that many tokens. */
export type Price = Rate & { above?: Rate & { promptTokens: number } };

/** The vendors' public list prices of November 2026, in US dollars per million tokens: [input, output]. */
const listPrices = new Map<string, readonly [number, number]>(
  Object.entries({
    "claude-fable-5": [10, 50],
    "claude-fable-5-1": [10, 50],
    "claude-opus-5-5": [4, 20],
    "claude-opus-5": [5, 25],
    "claude-opus-4-8": [5, 25],
    "claude-opus-4-7": [5, 25],
    "claude-opus-4-6": [5, 25],
    "claude-opus-4-5": [5, 25],
    "claude-opus-4-1": [15, 75],
    "claude-sonnet-5-5": [2, 10],
    "claude-sonnet-5": [2, 10],
    "claude-sonnet-4-6": [3, 15],
    "claude-sonnet-4-5": [3, 15],
    "claude-haiku-4-5": [1, 5],
    "gpt-5.2": [1.75, 14],
    "gpt-5.1": [1.25, 10],
    "gpt-5": [1.25, 10],
    "gpt-5-mini": [0.25, 2],
    "gpt-5-nano": [0.05, 0.4],
    "gpt-4.1": [2, 8],
    "gpt-4.1-mini": [0.4, 1.6],
    "gpt-4.1-nano": [0.1, 0.4],
    "gpt-4o": [2.5, 10],
    "gpt-4o-2024-05-13": [5, 15],
    "gpt-4o-mini": [0.15, 0.6],
    o3: [2, 8],
    "o4-mini": [1.1, 4.4],
  }),
);

/** What costs nothing to call: a model on one's own machine. */
export const freePrice: Price = { inputMicrosPerMtok: 0, outputMicrosPerMtok: 0 };

/** The list price of a model, also of a dated snapshot of it; undefined when none is known. */
export function findListPrice(modelName: string): Price | undefined {
  if (/^claude-haiku-5-5(-\d{8})?$/.test(modelName)) {
    return { ...toRate([0.1, 0.5]), above: { promptTokens: 100_000, ...toRate([0.5, 2.5]) } };
  }
  const undated = modelName.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, "");
  const dollars = listPrices.get(modelName) ?? listPrices.get(undated);
  return dollars === undefined ? undefined : toRate(dollars);
}

/** Cost in micro-dollars, rounded up. Cached input counts in full, so the figure is never too low. */
export function computeCostMicros(price: Price, tokens: { input: number; output: number }): number {
  const rate = price.above !== undefined && tokens.input > price.above.promptTokens ? price.above : price;
  return Math.ceil((tokens.input * rate.inputMicrosPerMtok + tokens.output * rate.outputMicrosPerMtok) / 1_000_000);
}

function toRate([input, output]: readonly [number, number]): Rate {
  return { inputMicrosPerMtok: Math.round(input * 1_000_000), outputMicrosPerMtok: Math.round(output * 1_000_000) };
}
