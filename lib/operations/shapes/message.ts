/** Owns how a message looks in answers. */
import { z } from "zod";
import type { ListedThread, MessageRow } from "#lib/db/messages.ts";
import {
  ApprovalStatusSchema,
  JsonObjectSchema,
  Moment,
  TaskStatusSchema,
  toMoment,
  toMomentOrNull,
  toRecord,
} from "./fields.ts";

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
    overdue_at: Moment.nullable().describe("When its deadline had passed without an answer"),
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
    overdue_at: toMomentOrNull(row.overdue_at),
    created_at: toMoment(row.created_at),
  };
}

const Counts = z.object({
  id: z.string().describe("The correlation id of its messages"),
  message_count: z.number().int(),
  unread_count: z.number().int().describe("Messages to people that you have not read"),
  open_count: z.number().int().describe("Messages that wait for an answer by a person"),
});

export const Thread = Counts.extend({
  waits_until: Moment.nullable().describe("The earliest deadline of what waits for a person"),
  first: Message,
  last: Message,
}).meta({ id: "Thread" });
export type Thread = z.infer<typeof Thread>;

export function describeThread(row: ListedThread): Thread {
  return {
    id: row.id,
    message_count: row.message_count,
    unread_count: row.unread_count,
    open_count: row.open_count,
    waits_until: toMomentOrNull(row.waits_until),
    first: describeMessage(row.first),
    last: describeMessage(row.last),
  };
}

export const ThreadDetail = Counts.extend({
  messages: z.array(Message).describe("Oldest first; the latest 200"),
  is_whole: z.boolean().describe("False when there are more than these"),
  tasks: z.array(
    z.object({
      id: z.string(),
      domain: z.string(),
      title: z.string(),
      status: TaskStatusSchema,
      created_at: Moment,
    }),
  ),
  approvals: z.array(
    z.object({ id: z.string(), recipient: z.string(), effect_kind: z.string(), status: ApprovalStatusSchema }),
  ),
  outputs: z.array(z.object({ id: z.string(), title: z.string(), kind: z.string(), status: z.string() })),
  takers: z
    .record(z.string(), z.string())
    .describe("By message id: what the asking agent does with an answer, where it takes it up by itself"),
}).meta({ id: "ThreadDetail" });
export type ThreadDetail = z.infer<typeof ThreadDetail>;
