/** Owns how sources, rules and events of webhooks look in answers: never a secret, except the one that is told once. */
import { z } from "zod";
import type { EventRow, RuleRow, SourceRow } from "#lib/db/webhooks.ts";
import { sourceKinds } from "../webhooks/proof.ts";
import { ContactField, RuleCondition, RuleParam, readRule } from "../webhooks/rule.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const SourceKindSchema = z.enum(sourceKinds).meta({ id: "WebhookKind" });
export const VerdictSchema = z.enum(["received", "acted", "noted", "no-rule", "failed"]).meta({ id: "WebhookVerdict" });

export const WebhookSource = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: SourceKindSchema,
    path: z.string().describe("The address calls are sent to, below this installation's own"),
    is_enabled: z.boolean(),
    previous_secret_until: Moment.nullable().describe("Until then the secret before the last rotation is good too"),
    refused: z.number().int().describe("How many calls were refused"),
    last_refused_at: Moment.nullable(),
    last_refusal: z.string().nullable().describe("Why the last refused call was refused"),
    last_received_at: Moment.nullable(),
    created_by: z.string(),
    created_at: Moment,
  })
  .meta({ id: "WebhookSource" });
export type WebhookSource = z.infer<typeof WebhookSource>;

export function describeSource(row: SourceRow): WebhookSource {
  return {
    id: row.id,
    name: row.name,
    kind: SourceKindSchema.parse(row.kind),
    path: `/api/webhooks/${row.public_id}`,
    is_enabled: row.is_enabled,
    previous_secret_until: toMomentOrNull(row.previous_until),
    refused: row.refused,
    last_refused_at: toMomentOrNull(row.last_refused_at),
    last_refusal: row.last_refusal,
    last_received_at: toMomentOrNull(row.last_received_at),
    created_by: row.created_by,
    created_at: toMoment(row.created_at),
  };
}

export const WebhookRule = z
  .object({
    id: z.string(),
    source_id: z.string(),
    name: z.string(),
    position: z.number().int(),
    is_enabled: z.boolean(),
    event_type: z.string().nullable(),
    conditions: z.array(RuleCondition),
    contact_fields: z.array(ContactField).nullable(),
    may_overwrite: z.boolean(),
    task: z.string().nullable(),
    params: z.array(RuleParam),
    created_by: z.string(),
    updated_at: Moment,
  })
  .meta({ id: "WebhookRule" });
export type WebhookRule = z.infer<typeof WebhookRule>;

export function describeRule(row: RuleRow): WebhookRule {
  const { contactFields, ...rule } = readRule(row);
  return {
    ...rule,
    source_id: row.source_id,
    position: row.position,
    contact_fields: contactFields,
    created_by: row.created_by,
    updated_at: toMoment(row.updated_at),
  };
}

const EventOutcome = z
  .object({
    rule_id: z.string().nullable().describe("Null for what the product notes by itself"),
    rule_name: z.string().nullable(),
    note: z.string().nullable(),
    contact_id: z.string().nullable(),
    is_new_contact: z.boolean(),
    task: z.string().nullable(),
    task_id: z.string().nullable(),
    error: z.string().nullable().describe("Why what the rule asks for was not possible"),
  })
  .meta({ id: "WebhookOutcome" });

export const WebhookEvent = z
  .object({
    id: z.string(),
    source_id: z.string(),
    sender_id: z.string().describe("The sender's own id for it, or the digest of its text"),
    event_type: z.string(),
    verdict: VerdictSchema,
    outcomes: z.array(EventOutcome),
    repeats: z.number().int().describe("How often the sender sent it again, without effect"),
    replays: z.number().int().describe("How often a member had it handled again"),
    received_at: Moment,
    handled_at: Moment.nullable(),
  })
  .meta({ id: "WebhookEvent" });
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export function describeEvent(row: EventRow): WebhookEvent {
  return {
    id: row.id,
    source_id: row.source_id,
    sender_id: row.dedupe_key,
    event_type: row.event_type,
    verdict: VerdictSchema.parse(row.verdict),
    outcomes: z.array(EventOutcome).parse(row.outcomes),
    repeats: row.repeats,
    replays: row.replays,
    received_at: toMoment(row.received_at),
    handled_at: toMomentOrNull(row.handled_at),
  };
}

export const WebhookEventDetail = WebhookEvent.extend({
  headers: z.record(z.string(), z.string()),
  body: z.string().describe("The text as it was received: from outside, trusted by nobody"),
}).meta({ id: "WebhookEventDetail" });

export function describeEventDetail(row: EventRow): z.infer<typeof WebhookEventDetail> {
  return { ...describeEvent(row), headers: z.record(z.string(), z.string()).parse(row.headers), body: row.body };
}
