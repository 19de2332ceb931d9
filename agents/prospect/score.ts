/** Owns the task that scores one contact and says where every point comes from. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { readCandidate, writeScores } from "./candidates.ts";
import { readFit } from "./fit-memory.ts";
import { createContactScorer, type ScorableContact } from "./scoring.ts";
import { ProspectSettings } from "./settings.ts";

const MAX_FACTORS = 6;

const Params = z.strictObject({
  contact_id: z.uuid("give the id of a contact").describe("The contact to score"),
});

const Result = z.object({
  contact_id: z.string(),
  name: z.string(),
  score: z.number(),
  parts: z.record(z.string(), z.number()).describe("Points by part; they add up to the score"),
  explanation: z.string(),
  factors: z.array(z.object({ attribute: z.string(), value: z.string(), points: z.number() })),
  chance: z.number().nullable().describe("Calibrated chance of a yes, when a model has been learned"),
  is_research_ready: z.boolean(),
});

export const score = defineTask({
  name: "score",
  title: "Score one contact",
  purpose: "Scores one contact and explains every part of the score.",
  settings: ProspectSettings,
  params: Params,
  result: Result,

  async run(ctx, { contact_id }) {
    const text = await ctx.query(session => readCandidate(session, contact_id));
    const contact = (JSON.parse(text) as ScorableContact[])[0];
    if (contact === undefined) throw new AppError("not-found", `there is no contact ${contact_id} in this workspace`);
    const fit = await readFit(ctx);
    const now = ctx.clock.now();
    const scorer = createContactScorer({ settings: ctx.settings, model: fit.model, nowMs: now.getTime() });
    const detail = scorer.explain(contact);

    const fitShare = detail.breakdown.components.find(part => part.name === "fit")?.share ?? 0;
    const factors = detail.fit.factors
      .map(factor => ({
        attribute: factor.attribute,
        value: factor.value === undefined || factor.value === null ? "not known" : String(factor.value),
        points: Math.round(factor.contribution * fitShare * 1000) / 10,
      }))
      .filter(factor => factor.points !== 0)
      .slice(0, MAX_FACTORS);
    ctx.decide("tool-call", detail.breakdown.explanation, {
      confidence: fit.quality?.auc,
      data: { parts: detail.parts, factors, engagement_points: detail.engagementPoints, fit_from: detail.fit.source },
    });
    const { id, parts, is_research_ready } = detail;
    const row = JSON.stringify([{ id, score: detail.score, parts, is_research_ready }]);
    ctx.apply(session => writeScores(session, row, now));
    ctx.decide("complete", `${contact.name} scores ${detail.score.toFixed(1)} of 100.`, { data: { contact_id } });
    return {
      contact_id,
      name: contact.name,
      score: detail.score,
      parts,
      explanation: detail.breakdown.explanation,
      factors,
      chance: detail.fit.probability,
      is_research_ready,
    };
  },
});
