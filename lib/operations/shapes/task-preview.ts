/** Owns how a preview looks in answers: what a dry run would have led to. */
import { z } from "zod";
import { AuthorKindSchema, JsonObjectSchema, Moment } from "./fields.ts";

function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    total: z.number().int().describe("How many there are; items holds the first of them"),
    items: z.array(item),
  });
}

const Proposal = z
  .object({
    verdict: z
      .enum(["execute", "ask", "suggest", "refuse"])
      .describe("execute would go out after the undo window, ask would wait for approval, suggest is left to a person"),
    reasons: z.array(z.string()).describe("Why the policy says so"),
    effect_kind: z.string(),
    recipient: z.string(),
    contact_id: z.string().nullable(),
    account: z.string().nullable().describe("What would carry it out; null for what is refused"),
    payload: JsonObjectSchema.nullable().describe("Null where it is too long to keep"),
    preview: JsonObjectSchema.describe("As a person would read it before deciding"),
    why: z.string(),
    sources: z.array(z.object({ label: z.string(), entity: z.string().optional(), id: z.string().optional() })),
    author_kind: AuthorKindSchema,
    author: z.string(),
    is_untrusted: z.boolean(),
    not_before: Moment.nullable().describe("Once approved it would leave no earlier than this"),
    expires_at: Moment.nullable(),
    release_at: Moment.nullable().describe("When it would leave by itself; null where a person decides"),
  })
  .meta({ id: "PreviewedProposal" });

const Output = z
  .object({
    kind: z.string(),
    title: z.string(),
    content: JsonObjectSchema.nullable().describe("Null where it is too long to keep"),
    author_kind: AuthorKindSchema,
    author: z.string(),
    is_untrusted: z.boolean(),
    files: z.array(z.object({ name: z.string(), mime_type: z.string(), byte_count: z.number().int() })),
  })
  .meta({ id: "PreviewedOutput" });

const Message = z
  .object({
    type: z.string(),
    topic: z.string(),
    to_domain: z.string().nullable().describe("The agent that would get it; null for people"),
    body: z.string(),
    requires_response: z.boolean(),
    starts: z.string().nullable().describe("The task it would start, as domain.task"),
  })
  .meta({ id: "PreviewedMessage" });

const FollowUp = z
  .object({ task: z.string(), params: JsonObjectSchema, run_at: Moment.nullable() })
  .meta({ id: "PreviewedFollowUp" });

const Rows = z
  .object({
    table: z.string(),
    inserted: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
  })
  .meta({ id: "PreviewedRows" });

export const TaskPreviewShape = z
  .object({
    made_at: Moment.describe("What has changed since is not in it"),
    status: z.enum(["completed", "awaiting_approval"]).describe("How the task would have ended"),
    proposals: listOf(Proposal),
    outputs: listOf(Output),
    messages: listOf(Message),
    follow_ups: listOf(FollowUp).describe("Later tasks that it would queue for its own agent"),
    rows: z.array(Rows).describe("How many rows of each table its own writes would add, change or delete"),
  })
  .meta({ id: "TaskPreview" });
export type TaskPreviewShape = z.infer<typeof TaskPreviewShape>;

/** The preview of a task's row; null for one that is no finished dry run. */
export function describePreview(stored: unknown): TaskPreviewShape | null {
  return stored === null ? null : TaskPreviewShape.parse(stored);
}
