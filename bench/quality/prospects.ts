/** Owns the measurement of prospect scoring against planted truth: the product's own scorer beside fit alone. */
import {
  measureProspects,
  plantedCount,
  plantedTop,
  plantedWorlds,
} from "#agents/prospect/testing/planted-prospects.ts";
import type { QualityPart } from "./figure.ts";

export const prospects: QualityPart = {
  name: "prospects",
  dataSets: [],
  *measure() {
    const full = measureProspects({}, true);
    const fitOnly = measureProspects({ fit_weight: 1, engagement_weight: 0, recency_weight: 0 }, true);
    const what = `${plantedCount} planted contacts, ${plantedWorlds} worlds`;
    yield {
      name: "prospect_rank_correlation",
      value: full.rankCorrelation,
      reference: fitOnly.rankCorrelation,
      relation: "at-least",
      note: `Spearman with the truth, beside fit alone; ${what}`,
    };
    yield {
      name: "prospect_precision_at_50",
      value: full.precision,
      reference: fitOnly.precision,
      relation: "at-least",
      note: `share of the top ${plantedTop} that truly are, beside fit alone`,
    };
    const only = { fit_weight: 0, engagement_weight: 1, recency_weight: 0 };
    yield {
      name: "engagement_rank_correlation",
      value: measureProspects(only, true).rankCorrelation,
      reference: measureProspects(only, false).rankCorrelation,
      relation: "at-least",
      note: "of shrunk engagement alone, beside plain ratios",
    };
    yield {
      name: "prospect_precision_at_50_unshrunk",
      value: measureProspects({}, false).precision,
      reference: full.precision,
      relation: "compare",
      note: "plain ratios spread more, which weighs engagement more here",
    };
  },
};
