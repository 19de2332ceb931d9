/** Owns the shape of a measured quality: what an engine reached, beside what it is compared with. */

export type QualityFigure = {
  /** Snake case, the same for ever: `ab_false_winner_rate`. */
  name: string;
  value: number;
  /** What it must reach or is compared with, by `relation`; null when there is nothing to compare with. */
  reference: number | null;
  /** How value and reference must stand for the promise to hold; `compare` when it is only for information. */
  relation: "at-least" | "at-most" | "compare";
  /** What was measured, on what, in a few words. */
  note: string;
};

/** One engine's figures. `dataSets` are the files it cannot be measured without. */
export type QualityPart = {
  name: string;
  dataSets: readonly string[];
  measure(): Iterable<QualityFigure> | AsyncIterable<QualityFigure>;
};
