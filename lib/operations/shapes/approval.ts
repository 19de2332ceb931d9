/** Owns how an approval and the feedback on it look in answers. */
import { z } from "zod";
import type { ApprovalRow, FeedbackRow } from "#lib/db/approvals.ts";
import {
  ApprovalStatusSchema,
  AuthorKindSchema,
  JsonObjectSchema,
  Moment,
  toMoment,
  toMomentOrNull,
  toRecord,
} from "./fields.ts";

const Source = z.object({ label: z.string(), entity: z.string().optional(), id: z.string().optional() });

export const Approval = z
  .object({
    id: z.string(),
    task_id: z.string(),
    domain: z.string(),
    task: z.string(),
    mode: z
      .enum(["approval", "suggestion"])
      .describe("A suggestion is carried out by a person, an approval by the product"),
    effect_kind: z.string(),
    account: z.string().describe("What it would leave through"),
    recipient: z.string(),
    contact_id: z.string().nullable(),
    payload: JsonObjectSchema,
    digest: z.string().describe("Name it to decide: it binds the decision to exactly these bytes"),
    revision: z.number().int(),
    preview: JsonObjectSchema.describe("Exactly what would leave"),
    why: z.string(),
    sources: z.array(Source),
    author_kind: AuthorKindSchema,
    value_at_risk_micros: z
      .number()
      .int()
      .nullable()
      .describe("Millionths of a US dollar at stake; null where the agent cannot tell"),
    confidence: z
      .number()
      .nullable()
      .describe("The agent's own chance that a person lets it leave unchanged; null where it has no estimate"),
    is_untrusted: z.boolean().describe("True when text from outside went into it"),
    output_id: z.string().nullable(),
    status: ApprovalStatusSchema,
    not_before: Moment.nullable().describe("Once approved it leaves no earlier than this; null for at once"),
    expires_at: Moment,
    snoozed_until: Moment.nullable(),
    decided_by: z.string().nullable(),
    decided_via: z.string().nullable(),
    decided_at: Moment.nullable(),
    decision_reason: z.string().nullable(),
    created_at: Moment,
  })
  .meta({ id: "Approval" });
export type Approval = z.infer<typeof Approval>;

export function describeApproval(row: ApprovalRow): Approval {
  return {
    id: row.id,
    task_id: row.task_id,
    domain: row.domain,
    task: row.task,
    mode: row.mode,
    effect_kind: row.effect_kind,
    account: row.account,
    recipient: row.recipient,
    contact_id: row.contact_id,
    payload: toRecord(row.payload),
    digest: row.digest,
    revision: row.revision,
    preview: toRecord(row.preview),
    why: row.why,
    sources: z.array(Source).parse(row.sources),
    author_kind: row.author_kind,
    value_at_risk_micros: row.value_at_risk_micros,
    confidence: row.confidence,
    is_untrusted: row.is_untrusted,
    output_id: row.output_id,
    status: row.status,
    not_before: toMomentOrNull(row.not_before),
    expires_at: toMoment(row.expires_at),
    snoozed_until: toMomentOrNull(row.snoozed_until),
    decided_by: row.decided_by,
    decided_via: row.decided_via,
    decided_at: toMomentOrNull(row.decided_at),
    decision_reason: row.decision_reason,
    created_at: toMoment(row.created_at),
  };
}

export const Attention = z
  .object({
    score_usd: z.number().describe("What a look now is expected to save: value × lapse_chance × (1 + change_chance)"),
    lapse_chance: z.number().describe("Chance, 0 to 1, that it expires before a person comes back"),
    change_chance: z.number().describe("Chance, 0 to 1, that a person would change or refuse it"),
    judged: z.number().int().describe("The latest proposals of this agent and kind that people decided, at most 100"),
    changed: z.number().int().describe("Of those, edited or rejected"),
  })
  .meta({ id: "Attention" });
export type Attention = z.infer<typeof Attention>;

export const Leaving = z
  .discriminatedUnion("format", [
    z.object({
      format: z.literal("email"),
      from: z.string(),
      to: z.string(),
      reply_to: z.string().nullable(),
      subject: z.string(),
      text: z.string().describe("The whole message, with all that the connection adds"),
      additions: z.array(z.string()).describe("What the vendor adds after it has left, in words"),
    }),
    z.object({
      format: z.literal("post"),
      account: z.string(),
      platform: z.string(),
      title: z.string().nullable(),
      text: z.string(),
      media_urls: z.array(z.string()),
      publish_at: z.string().nullable(),
    }),
    z.object({ format: z.literal("chat"), chat: z.string(), from: z.string(), text: z.string() }),
  ])
  .meta({ id: "Leaving" });
export type Leaving = z.infer<typeof Leaving>;

export const Feedback = z
  .object({
    id: z.string(),
    kind: z.enum(["rejected", "edited"]),
    reason: z.string().nullable(),
    before: z.unknown().describe("The payload before the edit"),
    after: z.unknown().describe("The payload after the edit"),
    created_by: z.string(),
    created_at: Moment,
  })
  .meta({ id: "Feedback" });
export type Feedback = z.infer<typeof Feedback>;

export function describeFeedback(row: FeedbackRow): Feedback {
  return {
    id: row.id,
    kind: row.kind === "edited" ? "edited" : "rejected",
    reason: row.reason,
    before: row.before,
    after: row.after,
    created_by: row.created_by,
    created_at: toMoment(row.created_at),
  };
}
