/** Owns the score of contacts from fit, engagement and recency; refuses a score whose parts do not add up. */
import {
  type EngagementPrior,
  type EngagementTally,
  type Interaction,
  scoreEngagement,
  shrinkEngagement,
  weighInteractions,
} from "#lib/stats/engagement.ts";
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

/** What is known of how contacts engage. */
export type EngagementKnowledge = {
  /** True while nothing has ever happened with anybody: then nothing is held against a contact, and fit alone decides. */
  isSilent: boolean;
  /** What contacts do on average; null while too few had an occasion. */
  prior: EngagementPrior | null;
};

export type ScoringBasis = {
  settings: ProspectSettings;
  model: FitModel | null;
  engagement: EngagementKnowledge;
  nowMs: number;
};

export type ScoredContact = { id: string; score: number; parts: Record<string, number>; is_research_ready: boolean };
export type DetailedScore = ScoredContact & {
  breakdown: ProspectScore;
  fit: FitExplanation;
  engagement: EngagementTally & {
    /** Points by kind of interaction. */
    kinds: Record<string, number>;
    /** 0..1 each: of this contact, and of one of whom nothing is known. */
    value: number;
    baseline: number;
  };
  lastMs: number | null;
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
      const { scored, ...detail } = combine(basis, contact, fit);
      return { ...scored, ...detail, fit };
    },
  };
}

/** What a contact did and how many occasions it had: our messages to it, or one when it came by itself. */
export function tallyEngagement(contact: ScorableContact, nowMs: number, halfLifeDays: number) {
  const interactions = listInteractions(contact);
  const kinds = weighInteractions(interactions, nowMs, halfLifeDays);
  const points = [...kinds.values()].reduce((sum, value) => sum + value, 0);
  const asked = contact.touches.find(touch => touch.kind === "outbound")?.count ?? 0;
  const lastMs = interactions.length === 0 ? null : Math.max(...interactions.map(({ atMs }) => atMs));
  return { points, occasions: Math.max(asked, interactions.length > 0 ? 1 : 0), kinds, lastMs };
}

function combine(
  { settings, nowMs, engagement: { isSilent, prior } }: ScoringBasis,
  contact: ScorableContact,
  fit: FitScore,
) {
  const { kinds, lastMs, ...tally } = tallyEngagement(contact, nowMs, settings.half_life_days);
  const scale = { halfPoint: settings.engagement_half_point };
  const value = scoreEngagement(shrinkEngagement(tally, prior), scale);
  const baseline = scoreEngagement(shrinkEngagement({ points: 0, occasions: 0 }, prior), scale);
  const breakdown = scoreProspect(
    {
      fit: fit.value,
      engagement: isSilent ? null : value,
      recency: isSilent ? null : scoreRecency(lastMs, nowMs, settings.half_life_days),
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
  const engagement = { ...tally, kinds: Object.fromEntries(kinds), value, baseline };
  return { scored, breakdown, engagement, lastMs };
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
