/** Owns what is known of how contacts engage on average: measured by each bulk scoring, kept in memory for scoring one contact. */
import { digestOf } from "#lib/core/digest.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { fitEngagementPrior } from "#lib/stats/engagement.ts";
import { readEngagedContacts } from "./candidates.ts";
import { type EngagementKnowledge, type ScorableContact, tallyEngagement } from "./scoring.ts";
import type { ProspectSettings } from "./settings.ts";

const NAMESPACE = "prospect";
const KEY = "engagement";
const SAMPLE = 2_000;

/** What the last bulk scoring measured, or what a first look says before there was one. */
export async function readEngagement(ctx: TaskContext<ProspectSettings>): Promise<EngagementKnowledge> {
  const entry = await ctx.memory.get(NAMESPACE, KEY);
  const known = entry?.value as EngagementKnowledge | undefined;
  // A silence is over with the first answer, which a bulk scoring may not have seen yet.
  return known === undefined || known.isSilent ? measure(ctx, 1) : known;
}

/** Measures it on the newest contacts with whom anything has happened, and keeps it. */
export async function measureEngagement(ctx: TaskContext<ProspectSettings>): Promise<EngagementKnowledge> {
  const known = await measure(ctx, SAMPLE);
  const entry = await ctx.memory.get(NAMESPACE, KEY);
  if (digestOf(entry?.value ?? null) !== digestOf(known))
    ctx.memory.put(NAMESPACE, KEY, known, { expectedVersion: entry?.version ?? 0 });
  return known;
}

async function measure(ctx: TaskContext<ProspectSettings>, limit: number): Promise<EngagementKnowledge> {
  const sample = JSON.parse(await ctx.query(session => readEngagedContacts(session, limit))) as ScorableContact[];
  const nowMs = ctx.clock.now().getTime();
  const tallies = sample.map(contact => tallyEngagement(contact, nowMs, ctx.settings.half_life_days));
  return { isSilent: sample.length === 0, prior: fitEngagementPrior(tallies) };
}
