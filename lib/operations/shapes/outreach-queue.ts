/** Owns how planned messages look in answers. */
import { z } from "zod";
import type { QueueRow } from "#lib/db/outreach-queue.ts";
import { Moment, toMoment } from "./fields.ts";

export const OutreachStageSchema = z
  .enum(["answer", "first-touch", "reconnect", "follow-up"])
  .meta({ id: "OutreachStage" });
export const OutreachStatusSchema = z
  .enum(["queued", "drafted", "proposed", "sent", "kept", "failed", "stopped"])
  .meta({ id: "OutreachStatus" });

export const QueuedMessage = z
  .object({
    id: z.string(),
    contact_id: z.string(),
    contact_name: z.string(),
    contact_email: z.string().nullable(),
    stage: OutreachStageSchema,
    step: z.number().int().describe("Which message it is since the person last answered"),
    channel: z.string(),
    due_at: Moment.describe("The best hour for this person within three days"),
    time_zone: z.string().describe("Where their day is"),
    reason: z.string(),
    expected_value_usd: z.number(),
    status: OutreachStatusSchema,
    status_reason: z.string().nullable(),
    is_by_hand: z.boolean().describe("A person asked for this one by name"),
    queued_by: z.string().describe("The task that planned it"),
    drafted_by: z.string().nullable().describe("The task that wrote it"),
    output_id: z.string().nullable().describe("The draft"),
    approval_id: z.string().nullable(),
    created_at: Moment,
    updated_at: Moment,
  })
  .meta({ id: "QueuedMessage" });
export type QueuedMessage = z.infer<typeof QueuedMessage>;

export function describeQueued(row: QueueRow): QueuedMessage {
  return {
    id: row.id,
    contact_id: row.contact_id,
    contact_name: row.contact_name,
    contact_email: row.contact_email,
    stage: row.stage,
    step: row.step,
    channel: row.channel,
    due_at: toMoment(row.due_at),
    time_zone: row.time_zone,
    reason: row.reason,
    expected_value_usd: row.expected_value_usd,
    status: row.status,
    status_reason: row.status_reason,
    is_by_hand: row.is_by_hand,
    queued_by: row.queued_by,
    drafted_by: row.drafted_by,
    output_id: row.output_id,
    approval_id: row.approval_id,
    created_at: toMoment(row.created_at),
    updated_at: toMoment(row.updated_at),
  };
}
