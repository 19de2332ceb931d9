/** Owns the 0..100 prospect score and its explanation; refuses a breakdown that does not add up. */
import type { ScoredComponent } from "./weighted-score.ts";
import { combineScore } from "./weighted-score.ts";

export type ProspectComponent = "fit" | "engagement" | "recency";
export type ProspectWeights = Record<ProspectComponent, number>;
/** Points of the components sum to the score, each to one decimal. */
export type ProspectScore = {
  score: number;
  components: ScoredComponent<ProspectComponent>[];
  /** One English sentence with the same numbers. */
  explanation: string;
};

export const DEFAULT_PROSPECT_WEIGHTS: ProspectWeights = { fit: 0.5, engagement: 0.3, recency: 0.2 };

/** Combines components in 0..1 (null: unknown, its weight passes to the others); throws RangeError otherwise. */
export function scoreProspect(
  values: Record<ProspectComponent, number | null>,
  weights: ProspectWeights = DEFAULT_PROSPECT_WEIGHTS,
): ProspectScore {
  const names = ["fit", "engagement", "recency"] as const;
  const { score, components } = combineScore(names.map(name => ({ name, value: values[name], weight: weights[name] })));
  const parts = components.map(({ name, value, share, points }) =>
    value === null ? `${name} is not known yet` : `${name} adds ${points.toFixed(1)} of ${(share * 100).toFixed(1)}`,
  );
  return { score, components, explanation: `${score.toFixed(1)} of 100: ${parts.join(", ")}.` };
}
