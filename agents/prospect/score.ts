/** Owns the task that scores one contact and says where every point comes from. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { readContacts, writeScores } from "./candidates.ts";
import { readEngagement } from "./engagement-memory.ts";
import { listFacts } from "./facts.ts";
import { readFit } from "./fit-memory.ts";
import { createContactScorer, type ScorableContact } from "./scoring.ts";
import { ProspectSettings } from "./settings.ts";

const Params = z.strictObject({
  contact_id: z.uuid("give the id of a contact").describe("The contact to score"),
});

const Result = z.object({
  contact_id: z.string(),
  name: z.string(),
  score: z.number(),
  parts: z.record(z.string(), z.number()).describe("Points by part; they add up to the score"),
  explanation: z.string(),
  factors: z
    .array(
      z.object({
        part: z.enum(["fit", "engagement", "recency"]),
        attribute: z.string(),
        value: z.string(),
        points: z.number().describe("By how much this fact moved the score"),
      }),
    )
    .describe("The facts that moved the score"),
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
  takes: { contact: { contact_id: "id" } },

  async run(ctx, { contact_id }) {
    const text = await ctx.query(session => readContacts(session, [contact_id]));
    const contact = (JSON.parse(text) as ScorableContact[])[0];
    if (contact === undefined) throw new AppError("not-found", `there is no contact ${contact_id} in this workspace`);
    const fit = await readFit(ctx);
    const now = ctx.clock.now();
    const engagement = await readEngagement(ctx);
    const basis = { settings: ctx.settings, model: fit.model, engagement, nowMs: now.getTime() };
    const scorer = createContactScorer(basis);
    const detail = scorer.explain(contact);
    const factors = listFacts(detail, now.getTime());
    ctx.decide("tool-call", detail.breakdown.explanation, {
      confidence: fit.quality?.auc,
      data: { parts: detail.parts, factors, engagement: detail.engagement, fit_from: detail.fit.source },
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
