/** Owns the words about a scoring run: every number in them is from the run. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import type { FitKnowledge } from "./fit-memory.ts";
import type { ScoredBatch } from "./heavy-work.ts";
import type { EngagementKnowledge, ScoringBasis } from "./scoring.ts";

/** One sentence on what decides fit, with the figures that say how far to trust it. */
export function describeModel(fit: FitKnowledge): string {
  if (fit.model === null) return `Fit comes from the rules of the ideal profile. ${fit.reason ?? ""}`.trim();
  const { quality } = fit.model;
  const origin = fit.isRetrained ? `Learned in ${(fit.trainingMs / 1000).toFixed(1)} s from` : "Reused the model of";
  return `${origin} ${quality.rowCount} known outcomes (${quality.positiveCount} yes). On contacts it had not seen it ranks a yes above a no in ${(quality.auc * 100).toFixed(1)} % of pairs, is off by ${(quality.calibrationError * 100).toFixed(1)} points on average, and its top tenth says yes ${quality.liftTopTenth.toFixed(1)} times as often as all.`;
}

/** One sentence on what engagement is compared with. */
export function describeEngagement({ isSilent, prior }: EngagementKnowledge): string {
  if (isSilent)
    return "Nothing has happened with any contact yet, so engagement and recency are not known: fit alone decides.";
  if (prior === null)
    return "Engagement is each contact's own: fewer than ten have been written to or have answered, which is too few to compare with.";
  return `On average a contact earns ${prior.pointsPerOccasion.toFixed(1)} interaction points an occasion (a fresh reply is 6); that counts as much as ${writeCount(Math.round(prior.occasions), "occasion")} of its own, so that one lucky answer is no habit.`;
}

/** The output of a run. */
export function writeFinding(batch: ScoredBatch, fit: FitKnowledge, basis: ScoringBasis): OutputDraft {
  const ready = `${batch.researchReady} of ${batch.scored} contacts are worth researching (score ${basis.settings.research_ready_score} or more).`;
  const top = batch.top.map((contact, index) => `${index + 1}. ${contact.name}: ${contact.score.toFixed(1)}`);
  const { fit_weight, engagement_weight, recency_weight } = basis.settings;
  const total = fit_weight + engagement_weight + recency_weight;
  const share = (weight: number) => (total === 0 ? "0" : ((weight / total) * 100).toFixed(0));
  const known = `Fit gives up to ${share(fit_weight)} points, engagement up to ${share(engagement_weight)} and recency up to ${share(recency_weight)}; the last two come from recorded replies, meetings and imported interaction counts. ${basis.engagement.isSilent ? "Nothing is recorded of anybody yet, so fit gives all 100." : "A contact of whom nothing is recorded gets the average engagement, and 0 for recency."}`;
  return {
    kind: "finding",
    about: "contact scores",
    title: `${writeCount(batch.scored, "contact")} scored, ${batch.researchReady} worth researching`,
    content: {
      format: "markdown",
      text: [ready, "", "**Highest scores**", "", ...top, "", "**How**", "", describeModel(fit), "", known].join("\n"),
      sources: batch.top.map(contact => ({ label: contact.name, entity: "contact", id: contact.contact_id })),
    },
    author: { kind: "engine", name: fit.model === null ? "profile rules" : "gradient boosting" },
  };
}
