/** Owns how a message looks in answers. */
import { z } from "zod";
import type { MessageRow } from "#lib/db/messages.ts";
import { JsonObjectSchema, Moment, toMoment, toMomentOrNull, toRecord } from "./fields.ts";

export const Message = z
  .object({
    id: z.string(),
    type: z.enum(["request", "response", "notification", "escalation", "status-update", "handoff"]),
    topic: z.string(),
    from_domain: z.string().nullable(),
    from_person: z.string().nullable(),
    to_domain: z.string().nullable().describe("Null: for the people of the workspace"),
    priority: z.number().int(),
    body: z.string(),
    payload: JsonObjectSchema,
    correlation_id: z.string(),
    depth: z.number().int(),
    requires_response: z.boolean(),
    deadline_at: Moment.nullable(),
    answers: z.string().nullable(),
    task_id: z.string().nullable(),
    handled_by_task_id: z.string().nullable(),
    is_untrusted: z.boolean(),
    read_at: Moment.nullable(),
    answered_at: Moment.nullable(),
    created_at: Moment,
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof Message>;

export function describeMessage(row: MessageRow): Message {
  return {
    id: row.id,
    type: row.type,
    topic: row.topic,
    from_domain: row.from_domain,
    from_person: row.from_person,
    to_domain: row.to_domain,
    priority: row.priority,
    body: row.body,
    payload: toRecord(row.payload),
    correlation_id: row.correlation_id,
    depth: row.depth,
    requires_response: row.requires_response,
    deadline_at: toMomentOrNull(row.deadline_at),
    answers: row.answers,
    task_id: row.task_id,
    handled_by_task_id: row.handled_by_task_id,
    is_untrusted: row.is_untrusted,
    read_at: toMomentOrNull(row.read_at),
    answered_at: toMomentOrNull(row.answered_at),
    created_at: toMoment(row.created_at),
  };
}
