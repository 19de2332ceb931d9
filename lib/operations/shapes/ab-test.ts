/** Owns how tests, their two ways and the looks at them appear in answers. */
import { z } from "zod";
import type { AbLookRow, AbTestRow, AbVariantRow } from "#lib/db/ab-tests.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const AbTestStatusSchema = z.enum(["running", "decided", "stopped"]).meta({ id: "AbTestStatus" });

export const AbVariant = z
  .object({
    id: z.string(),
    label: z.string(),
    via: z.string().nullable().describe("The connection that posts it; null when a person does"),
    text: z.string(),
    output_id: z.string().nullable(),
    approval_id: z.string().nullable(),
    delivery_id: z.string().nullable(),
    post_id: z.string().nullable(),
    published_at: Moment.nullable(),
  })
  .meta({ id: "AbVariant" });
export type AbVariant = z.infer<typeof AbVariant>;

export const AbLook = z
  .object({
    id: z.string(),
    seq: z.number().int(),
    hours: z
      .number()
      .int()
      .nullable()
      .describe("Which planned look this is, in hours after publishing; null in between"),
    looked_at: Moment,
    task_id: z.string(),
    size_a: z.number().int().describe("Impressions of the first way"),
    size_b: z.number().int(),
    events_a: z.number().int().describe("What the metric counts, for the first way"),
    events_b: z.number().int(),
    z: z.number().describe("The difference in standard errors; above 0 the second way is ahead"),
    boundary: z.number().nullable().describe("What the size of z must pass; null where nothing may be decided yet"),
    information: z.number().describe("Share of the planned information that was there"),
    spent_alpha: z.number(),
    sample_ratio_p: z.number().nullable().describe("The chance of a split this uneven if the plan was kept"),
    uplift: z.number().nullable().describe("The second way over the first"),
    uplift_low: z.number().nullable(),
    uplift_high: z.number().nullable(),
    state: z.enum(["watching", "open", "winner", "inconclusive", "mismatch"]),
  })
  .meta({ id: "AbLook" });
export type AbLook = z.infer<typeof AbLook>;

export const AbTest = z
  .object({
    id: z.string(),
    hypothesis: z.string(),
    metric: z.string(),
    platform: z.string(),
    account: z.string(),
    status: AbTestStatusSchema,
    outcome: z.enum(["winner", "inconclusive", "mismatch"]).nullable(),
    winner_variant_id: z.string().nullable(),
    uplift: z.number().nullable().describe("The second way over the first: 0.34 is +34 %"),
    uplift_low: z.number().nullable(),
    uplift_high: z.number().nullable().describe("Null also where the interval has no upper end"),
    lead: z.number().nullable().describe("The winner over the other way; null without a winner"),
    reason: z.string().nullable(),
    alpha: z.number().describe("The chance of naming a winner where there is none; intervals hold with 1 less it"),
    planned_per_arm: z.number().int().describe("Impressions planned for each way"),
    planned_share: z.number().nullable().describe("The first way's planned share; null when the platform decides"),
    checkback_hours: z.array(z.number().int()),
    variants: z.array(AbVariant).describe("The first way, then the second"),
    looks: z.array(AbLook).describe("The first look first"),
    task_id: z.string(),
    decided_by_task_id: z.string().nullable(),
    started_at: Moment.nullable().describe("When the later of the two posts was published"),
    ended_at: Moment.nullable(),
    is_sample: z.boolean(),
    created_at: Moment,
  })
  .meta({ id: "AbTest" });
export type AbTest = z.infer<typeof AbTest>;

export function describeAbTest(row: AbTestRow, variants: readonly AbVariantRow[], looks: readonly AbLookRow[]): AbTest {
  return {
    id: row.id,
    hypothesis: row.hypothesis,
    metric: row.metric,
    platform: row.platform,
    account: row.account,
    status: row.status,
    outcome: row.outcome,
    winner_variant_id: row.winner_variant_id,
    uplift: row.uplift,
    uplift_low: row.uplift_low,
    uplift_high: row.uplift_high,
    lead: row.lead,
    reason: row.reason,
    alpha: row.alpha,
    planned_per_arm: row.planned_per_arm,
    planned_share: row.planned_share,
    checkback_hours: row.checkback_hours,
    variants: variants.filter(variant => variant.test_id === row.id).map(describeVariant),
    looks: looks.filter(look => look.test_id === row.id).map(describeLook),
    task_id: row.task_id,
    decided_by_task_id: row.decided_by_task_id,
    started_at: toMomentOrNull(row.started_at),
    ended_at: toMomentOrNull(row.ended_at),
    is_sample: row.is_sample,
    created_at: toMoment(row.created_at),
  };
}

function describeVariant(row: AbVariantRow): AbVariant {
  return {
    id: row.id,
    label: row.label,
    via: row.via,
    text: row.text,
    output_id: row.output_id,
    approval_id: row.approval_id,
    delivery_id: row.delivery_id,
    post_id: row.post_id,
    published_at: toMomentOrNull(row.published_at),
  };
}

function describeLook(row: AbLookRow): AbLook {
  return {
    id: row.id,
    seq: row.seq,
    hours: row.hours,
    looked_at: toMoment(row.looked_at),
    task_id: row.task_id,
    size_a: row.size_a,
    size_b: row.size_b,
    events_a: row.events_a,
    events_b: row.events_b,
    z: row.z,
    boundary: row.boundary,
    information: row.information,
    spent_alpha: row.spent_alpha,
    sample_ratio_p: row.sample_ratio_p,
    uplift: row.uplift,
    uplift_low: row.uplift_low,
    uplift_high: row.uplift_high,
    state: row.state,
  };
}
