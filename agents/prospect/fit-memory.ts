/** Owns the fit model of a workspace: learned once from its known outcomes, kept in memory, learned again when they change. */
import { sql } from "kysely";
import type { TaskContext } from "#lib/kernel/define.ts";
import type { FitModel, FitQuality, FitTraining } from "#lib/stats/fit.ts";
import { runOnThread } from "../thread-pool.ts";
import { type HeavyWork, trainOnExamples } from "./heavy-work.ts";
import type { ProspectSettings } from "./settings.ts";

const NAMESPACE = "prospect";
const KEY = "model";
const MIN_OUTCOMES = 200;
const MIN_PER_CLASS = 25;
const MAX_EXAMPLES = 50_000;
export const HEAVY_WORK_MODULE = "prospect/heavy-work.ts";

/** What is known about fit: a model, or why there is none. */
export type FitKnowledge = {
  model: FitModel | null;
  quality: FitQuality | null;
  reason: string | null;
  isRetrained: boolean;
  trainingMs: number;
};

type StoredFit = { fingerprint: string; model: FitModel | null; quality: FitQuality | null; reason: string | null };

/** Reads the stored model without training: for a single contact. */
export async function readFit(ctx: TaskContext<ProspectSettings>): Promise<FitKnowledge> {
  const entry = await ctx.memory.get(NAMESPACE, KEY);
  const stored = entry?.value as unknown as StoredFit | undefined;
  const reason = "No model has been learned yet: run score-all once there are enough known outcomes.";
  return { model: null, quality: null, reason, ...stored, isRetrained: false, trainingMs: 0 };
}

/** The model for the outcomes as they are now; trains on a thread when they changed and there are enough. */
export async function learnFit(ctx: TaskContext<ProspectSettings>): Promise<FitKnowledge> {
  const { yes, no, digest } = await ctx.query(async session => {
    const { rows } = await sql<{ yes: number; no: number; digest: string | null }>`
      select count(*) filter (where outcome) as yes, count(*) filter (where not outcome) as no,
        bit_xor(hashtextextended(id::text || outcome::text || attributes::text || coalesce(job_title, ''), 0))::text
          as digest
      from contacts where outcome is not null`.execute(session);
    return rows[0] ?? { yes: 0, no: 0, digest: null };
  });
  if (yes + no < MIN_OUTCOMES || Math.min(yes, no) < MIN_PER_CLASS) {
    const reason = `Learning needs ${MIN_OUTCOMES} known outcomes with ${MIN_PER_CLASS} of each kind; there are ${yes} yes and ${no} no, so the rules of the ideal profile decide.`;
    return { model: null, quality: null, reason, isRetrained: false, trainingMs: 0 };
  }
  const fingerprint = [yes, no, digest, ...ctx.settings.ignored_attributes].join(":");
  const entry = await ctx.memory.get(NAMESPACE, KEY);
  const stored = entry?.value as unknown as StoredFit | undefined;
  if (stored?.fingerprint === fingerprint) return { ...stored, isRetrained: false, trainingMs: 0 };

  const startedMs = performance.now();
  const training = await train(ctx);
  const trainingMs = Math.round(performance.now() - startedMs);
  const learned: StoredFit =
    training.status === "learned"
      ? { fingerprint, model: training.model, quality: training.model.quality, reason: null }
      : { fingerprint, model: null, quality: training.quality, reason: training.reason };
  ctx.memory.put(NAMESPACE, KEY, JSON.parse(JSON.stringify(learned)), { expectedVersion: entry?.version ?? 0 });
  return { ...learned, isRetrained: true, trainingMs };
}

async function train(ctx: TaskContext<ProspectSettings>): Promise<FitTraining> {
  const examples = await ctx.query(async session => {
    const { rows } = await sql<{ examples: string }>`
      select coalesce(json_agg(json_build_object('attributes', attributes, 'outcome', outcome) order by id), '[]')::text
        as examples
      from (
        select id, outcome, attributes || jsonb_strip_nulls(jsonb_build_object('job_title', job_title)) as attributes
        from contacts where outcome is not null order by id desc limit ${MAX_EXAMPLES}
      ) newest`.execute(session);
    return rows[0]?.examples ?? "[]";
  });
  const input: HeavyWork = { kind: "train", examples, ignoredAttributes: ctx.settings.ignored_attributes };
  return runOnThread<HeavyWork, FitTraining>(HEAVY_WORK_MODULE, input, {
    signal: ctx.signal,
    inline: () => trainOnExamples(examples, ctx.settings.ignored_attributes),
  });
}
