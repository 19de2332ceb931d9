/** Owns the task that scores many contacts in one run. */

import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import { chooseContacts, readContacts, writeScores } from "./candidates.ts";
import { measureEngagement } from "./engagement-memory.ts";
import { describeEngagement, describeModel, writeFinding } from "./finding.ts";
import { HEAVY_WORK_MODULE, learnFit } from "./fit-memory.ts";
import { type HeavyWork, joinBatches, type ScoredBatch, scoreBatch } from "./heavy-work.ts";
import type { ScoringBasis } from "./scoring.ts";
import { ProspectSettings } from "./settings.ts";

const DAY_MS = 86_400_000;
const TOP_COUNT = 5;
/** Contacts that are read and scored at once: memory does not grow with their number. */
const PAGE = 2_000;

const Params = z.strictObject({
  limit: z.int().min(1).max(50_000).default(500).describe("How many contacts to score at most, unscored ones first"),
  only_stale: z.boolean().default(false).describe("Skip contacts whose score is fresh and that did not interact since"),
});

const Result = z.object({
  scored: z.int(),
  trained_on: z.int().describe("Known outcomes the model learned from; 0 when rules decided"),
  model: z.enum(["learned", "rules"]),
  auc: z.number().nullable().describe("How well the model ranks contacts it had not seen; 0.5 is chance, 1 is perfect"),
  calibration_error: z.number().nullable().describe("Mean gap between predicted and observed chance, 0 best"),
  is_retrained: z.boolean(),
  research_ready: z.int().describe("Contacts of this run that are worth researching"),
  top: z.array(z.object({ contact_id: z.string(), name: z.string(), score: z.number() })),
  reason: z.string().nullable().describe("Why nothing was scored, or why rules decided"),
});

export const scoreAll = defineTask({
  name: "score-all",
  title: "Score contacts",
  purpose: "Scores contacts from 0 to 100 by fit, engagement and recency, and marks those worth researching.",
  settings: ProspectSettings,
  params: Params,
  result: Result,
  timeoutMs: 300_000,
  promises: { outputs: result => (result.scored > 0 ? 1 : 0) },

  async run(ctx, params) {
    const now = ctx.clock.now();
    const staleBefore = params.only_stale ? new Date(now.getTime() - ctx.settings.stale_after_days * DAY_MS) : null;
    const ids = await ctx.query(session => chooseContacts(session, params.limit, staleBefore));
    const count = ids.length;
    if (count === 0) {
      const reason = params.only_stale
        ? `No contact has a score older than ${ctx.settings.stale_after_days} days.`
        : "There are no contacts yet: import some first.";
      ctx.decide("complete", `Nothing to score. ${reason}`, { confidence: 1, data: { scored: 0 } });
      return { ...NOTHING, reason };
    }
    ctx.decide(
      "plan",
      `Score ${writeCount(count, "contact")}: the never scored first, the newest of them leading, then those scored longest ago.`,
      {
        data: { contacts: count, limit: params.limit },
      },
    );

    const fit = await learnFit(ctx);
    ctx.decide("tool-call", describeModel(fit), {
      confidence: fit.quality?.auc,
      data: { ...fit.quality, is_retrained: fit.isRetrained, training_ms: fit.trainingMs },
    });

    const engagement = await measureEngagement(ctx);
    ctx.decide("tool-call", describeEngagement(engagement), { data: { ...engagement.prior } });
    const basis: ScoringBasis = { settings: ctx.settings, model: fit.model, engagement, nowMs: now.getTime() };
    let batch: ScoredBatch = { scored: 0, researchReady: 0, top: [], updates: [] };
    for (let at = 0; at < count; at += PAGE) {
      ctx.signal.throwIfAborted();
      const contacts = await ctx.query(session => readContacts(session, ids.slice(at, at + PAGE)));
      const input: HeavyWork = { kind: "score", contacts, basis, topCount: TOP_COUNT };
      const page = await runOnThread<HeavyWork, ScoredBatch>(HEAVY_WORK_MODULE, input, {
        signal: ctx.signal,
        inline: () => scoreBatch(contacts, basis, TOP_COUNT),
      });
      batch = joinBatches(batch, page, TOP_COUNT);
    }
    for (const update of batch.updates) ctx.apply(session => writeScores(session, update, now));

    ctx.output(writeFinding(batch, fit, basis));
    const best = batch.top[0];
    ctx.decide(
      "complete",
      `Scored ${writeCount(batch.scored, "contact")}; ${batch.researchReady} with ${ctx.settings.research_ready_score} or more, worth researching.${best === undefined ? "" : ` Best: ${best.name} with ${best.score.toFixed(1)}.`}`,
      { confidence: fit.quality?.auc, data: { scored: batch.scored, research_ready: batch.researchReady } },
    );
    return {
      scored: batch.scored,
      trained_on: fit.model?.quality.rowCount ?? 0,
      model: fit.model === null ? ("rules" as const) : ("learned" as const),
      auc: fit.quality?.auc ?? null,
      calibration_error: fit.quality?.calibrationError ?? null,
      is_retrained: fit.isRetrained,
      research_ready: batch.researchReady,
      top: batch.top,
      reason: fit.reason,
    };
  },
});

const NOTHING = {
  scored: 0,
  trained_on: 0,
  model: "rules" as const,
  auc: null,
  calibration_error: null,
  is_retrained: false,
  research_ready: 0,
  top: [],
};
