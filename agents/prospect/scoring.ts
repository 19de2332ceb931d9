/** Owns the score of contacts from fit, engagement and recency; refuses a score whose parts do not add up. */
import { type Interaction, scoreEngagement, totalInteractions } from "#lib/stats/engagement.ts";
import type { FeatureRow, FeatureValue } from "#lib/stats/feature-table.ts";
import { createFitScorer, type FitExplanation, type FitModel, type FitScore } from "#lib/stats/fit.ts";
import type { IdealProfile } from "#lib/stats/ideal-profile.ts";
import { type ProspectScore, scoreProspect } from "#lib/stats/prospect-score.ts";
import { scoreRecency } from "#lib/stats/recency.ts";
import type { ProfileRuleSetting, ProspectSettings } from "./settings.ts";

/** A contact as the scorer needs it; times in ms since the epoch. */
export type ScorableContact = {
  id: string;
  name: string;
  attributes: Record<string, unknown>;
  interactions: number;
  last_interaction_ms: number | null;
  created_ms: number;
  is_denied: boolean;
  touches: { kind: string; count: number; last_ms: number }[];
};

export type ScoringBasis = {
  settings: ProspectSettings;
  model: FitModel | null;
  nowMs: number;
};

export type ScoredContact = { id: string; score: number; parts: Record<string, number>; is_research_ready: boolean };
export type DetailedScore = ScoredContact & {
  breakdown: ProspectScore;
  fit: FitExplanation;
  engagementPoints: number;
};

/** The scorer of one basis, prepared once for many contacts. */
export function createContactScorer(basis: ScoringBasis): {
  score: (contact: ScorableContact) => ScoredContact;
  explain: (contact: ScorableContact) => DetailedScore;
} {
  const scorer = createFitScorer(basis.model, toIdealProfile(basis.settings.ideal_profile));
  return {
    score: contact => combine(basis, contact, scorer.score(toFeatureRow(contact.attributes))).scored,
    explain(contact) {
      const fit = scorer.explain(toFeatureRow(contact.attributes));
      const { scored, breakdown, engagementPoints } = combine(basis, contact, fit);
      return { ...scored, breakdown, engagementPoints, fit };
    },
  };
}

function combine({ settings, nowMs }: ScoringBasis, contact: ScorableContact, fit: FitScore) {
  const interactions = listInteractions(contact);
  const engagementPoints = totalInteractions(interactions, nowMs, settings.half_life_days);
  const lastMs = interactions.length === 0 ? null : Math.max(...interactions.map(interaction => interaction.atMs));
  const breakdown = scoreProspect(
    {
      fit: fit.value,
      engagement: scoreEngagement(engagementPoints, { halfPoint: settings.engagement_half_point }),
      recency: scoreRecency(lastMs, nowMs, settings.half_life_days),
    },
    { fit: settings.fit_weight, engagement: settings.engagement_weight, recency: settings.recency_weight },
  );
  const known = breakdown.components.filter(part => part.value !== null);
  const scored: ScoredContact = {
    id: contact.id,
    score: breakdown.score,
    parts: Object.fromEntries(known.map(part => [part.name, part.points])),
    is_research_ready: !contact.is_denied && breakdown.score >= settings.research_ready_score,
  };
  return { scored, breakdown, engagementPoints };
}

/** What the contact did: ledger entries by kind, and what an import counted beyond them. Our own messages are none of it. */
function listInteractions(contact: ScorableContact): Interaction[] {
  const own = contact.touches.filter(touch => touch.kind !== "outbound");
  const recorded = own.map(touch => ({ kind: touch.kind, atMs: touch.last_ms, count: touch.count }));
  const counted = contact.touches.reduce((sum, touch) => sum + touch.count, 0);
  const beyond = contact.interactions - counted;
  if (beyond <= 0 || contact.last_interaction_ms === null) return recorded;
  const sentMs = contact.touches.find(touch => touch.kind === "outbound")?.last_ms ?? Number.NEGATIVE_INFINITY;
  // Writing to a contact moves its last interaction; then the time of the import is the latest that is certain.
  const atMs = sentMs < contact.last_interaction_ms - 60_000 ? contact.last_interaction_ms : contact.created_ms;
  return [...recorded, { kind: "interaction", atMs, count: beyond }];
}

/** Keeps what can be a feature: lists and nested objects say nothing to the model. */
export function toFeatureRow(attributes: Record<string, unknown>): FeatureRow {
  const row: Record<string, FeatureValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") row[name] = value;
  }
  return row;
}

/** The workspace's rules in the form the arithmetic takes. */
function toIdealProfile(rules: readonly ProfileRuleSetting[]): IdealProfile {
  return {
    rules: rules.map(({ attribute, weight, one_of, is_contained, min, max }) =>
      one_of.length > 0
        ? { attribute, weight, oneOf: one_of, contains: is_contained }
        : { attribute, weight, min: min ?? undefined, max: max ?? undefined },
    ),
  };
}
