/** Owns how a contact and the touches of it look in answers. */
import { z } from "zod";
import type { TouchRow } from "#lib/db/contact-ledger.ts";
import type { ContactRow } from "#lib/db/contacts.ts";
import { JsonObjectSchema, Moment, toMoment, toMomentOrNull, toRecord } from "./fields.ts";

export const Contact = z
  .object({
    id: z.string(),
    external_id: z.string().nullable(),
    name: z.string(),
    email: z.string().nullable().describe("Null: can be scored, but not written to"),
    phone: z.string().nullable(),
    company: z.string().nullable(),
    job_title: z.string().nullable(),
    time_zone: z.string().nullable(),
    attributes: JsonObjectSchema,
    outcome: z.boolean().nullable().describe("Whether this person said yes in the past, where it is known"),
    email_consent: z.enum(["unknown", "granted", "denied"]),
    score: z.number().nullable(),
    score_parts: z.unknown().describe("The named parts that add up to the score"),
    scored_at: Moment.nullable(),
    is_research_ready: z.boolean(),
    interactions: z.number().int(),
    last_interaction_at: Moment.nullable(),
    source: z.string(),
    import_id: z.string().nullable(),
    is_sample: z.boolean(),
    created_at: Moment,
    updated_at: Moment,
  })
  .meta({ id: "Contact" });
export type Contact = z.infer<typeof Contact>;

export function describeContact(row: ContactRow): Contact {
  return {
    id: row.id,
    external_id: row.external_id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    company: row.company,
    job_title: row.job_title,
    time_zone: row.time_zone,
    attributes: toRecord(row.attributes),
    outcome: row.outcome,
    email_consent: row.email_consent,
    score: row.score,
    score_parts: row.score_parts,
    scored_at: toMomentOrNull(row.scored_at),
    is_research_ready: row.is_research_ready,
    interactions: row.interactions,
    last_interaction_at: toMomentOrNull(row.last_interaction_at),
    source: row.source,
    import_id: row.import_id,
    is_sample: row.is_sample,
    created_at: toMoment(row.created_at),
    updated_at: toMoment(row.updated_at),
  };
}

export const Touch = z
  .object({
    id: z.string(),
    channel: z.string(),
    kind: z.enum(["outbound", "reply", "opt-out", "bounce", "meeting", "note"]),
    status: z.enum(["reserved", "made", "released"]),
    domain: z.string().nullable().describe("The agent behind it, or null for a person"),
    approval_id: z.string().nullable(),
    body: z.string().nullable(),
    is_untrusted: z.boolean().describe("True for text that came from outside"),
    happened_at: Moment,
  })
  .meta({ id: "Touch" });
export type Touch = z.infer<typeof Touch>;

export function describeTouch(row: TouchRow): Touch {
  return {
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    status: row.status,
    domain: row.domain,
    approval_id: row.approval_id,
    body: row.body,
    is_untrusted: row.is_untrusted,
    happened_at: toMoment(row.happened_at),
  };
}
