/** Owns how a delivery looks in answers. */
import { z } from "zod";
import type { DeliveryRow } from "#lib/db/deliveries.ts";
import { DeliveryStatusSchema, JsonObjectSchema, Moment, toMoment, toMomentOrNull, toRecord } from "./fields.ts";

export const Delivery = z
  .object({
    id: z.string(),
    approval_id: z.string(),
    task_id: z.string(),
    domain: z.string(),
    effect_kind: z.string(),
    capability: z.string(),
    connector: z.string().nullable().describe("Which vendor's adapter made it, once one has"),
    account: z.string(),
    recipient: z.string(),
    contact_id: z.string().nullable(),
    payload: JsonObjectSchema,
    digest: z.string(),
    status: DeliveryStatusSchema,
    release_at: Moment.describe("The end of the undo window: nothing leaves before it"),
    vendor_id: z.string().nullable(),
    evidence: JsonObjectSchema.nullable().describe("What is known when the outcome is not"),
    error: JsonObjectSchema.nullable(),
    resolved_by: z.string().nullable(),
    created_at: Moment,
    sending_at: Moment.nullable(),
    finished_at: Moment.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

export function describeDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    approval_id: row.approval_id,
    task_id: row.task_id,
    domain: row.domain,
    effect_kind: row.effect_kind,
    capability: row.capability,
    connector: row.connector,
    account: row.account,
    recipient: row.recipient,
    contact_id: row.contact_id,
    payload: toRecord(row.payload),
    digest: row.digest,
    status: row.status,
    release_at: toMoment(row.release_at),
    vendor_id: row.vendor_id,
    evidence: row.evidence === null ? null : toRecord(row.evidence),
    error: row.error === null ? null : toRecord(row.error),
    resolved_by: row.resolved_by,
    created_at: toMoment(row.created_at),
    sending_at: toMomentOrNull(row.sending_at),
    finished_at: toMomentOrNull(row.finished_at),
  };
}
