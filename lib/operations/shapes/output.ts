/** Owns how an output and its revisions look in answers. */
import { z } from "zod";
import type { OutputFileRow } from "#lib/db/output-files.ts";
import type { listRequests, OutputRevisionRow, OutputRow } from "#lib/db/outputs.ts";
import {
  ApprovalStatusSchema,
  AuthorKindSchema,
  JsonObjectSchema,
  Moment,
  TaskStatusSchema,
  toMoment,
  toMomentOrNull,
  toRecord,
} from "./fields.ts";

export const OutputRevision = z
  .object({
    revision: z.number().int(),
    content: JsonObjectSchema,
    author_kind: AuthorKindSchema,
    author: z.string(),
    is_untrusted: z.boolean(),
    feedback: z.string().nullable(),
    created_at: Moment,
  })
  .meta({ id: "OutputRevision" });
export type OutputRevision = z.infer<typeof OutputRevision>;

export function describeRevision(row: OutputRevisionRow): OutputRevision {
  return {
    revision: row.revision,
    content: toRecord(row.content),
    author_kind: row.author_kind,
    author: row.author,
    is_untrusted: row.is_untrusted,
    feedback: row.feedback,
    created_at: toMoment(row.created_at),
  };
}

export const OutputFile = z
  .object({
    name: z.string(),
    mime_type: z.string(),
    byte_count: z.number().int(),
    sha256: z.string().describe("Of the bytes, in hexadecimal digits"),
    path: z.string().describe("Where its bytes are, on this installation"),
  })
  .meta({ id: "OutputFile" });
export type OutputFile = z.infer<typeof OutputFile>;

export function describeFile(row: OutputFileRow): OutputFile {
  return {
    name: row.name,
    mime_type: row.mime_type,
    byte_count: row.byte_count,
    sha256: row.sha256.toString("hex"),
    path: `/api/v1/outputs/${row.output_id}/files/${row.name}`,
  };
}

export const Output = z
  .object({
    id: z.string(),
    task_id: z.string(),
    domain: z.string(),
    kind: z.enum(["report", "draft", "brief", "video", "finding"]),
    title: z.string(),
    status: z.enum(["open", "accepted", "changes_requested", "superseded"]),
    revision: z.number().int(),
    decided_by: z.string().nullable().describe("Who accepted it or asked for changes"),
    decided_at: Moment.nullable(),
    latest: OutputRevision.nullable(),
    files: z.array(OutputFile),
    created_at: Moment,
    updated_at: Moment,
  })
  .meta({ id: "Output" });
export type Output = z.infer<typeof Output>;

export function describeOutput(
  row: OutputRow,
  latest: OutputRevisionRow | null,
  files: readonly OutputFileRow[],
): Output {
  return {
    id: row.id,
    task_id: row.task_id,
    domain: row.domain,
    kind: row.kind,
    title: row.title,
    status: row.status,
    revision: row.revision,
    decided_by: row.decided_by,
    decided_at: toMomentOrNull(row.decided_at),
    latest: latest === null ? null : describeRevision(latest),
    files: files.map(describeFile),
    created_at: toMoment(row.created_at),
    updated_at: toMoment(row.updated_at),
  };
}

export const OutputRequest = z
  .object({
    id: z.string(),
    revision: z.number().int().describe("The revision that it is about"),
    feedback: z.string(),
    requested_by: z.string(),
    task_id: z.string().nullable().describe("The task that writes the next revision; null where a person does"),
    task_status: TaskStatusSchema.nullable(),
    task_error: z.string().nullable().describe("Why the task could not write it"),
    created_at: Moment,
  })
  .meta({ id: "OutputRequest" });
export type OutputRequest = z.infer<typeof OutputRequest>;

export function describeRequest(row: Awaited<ReturnType<typeof listRequests>>[number]): OutputRequest {
  return {
    id: row.id,
    revision: row.revision,
    feedback: row.feedback,
    requested_by: row.requested_by,
    task_id: row.task_id,
    task_status: row.task_status,
    task_error: row.task_error,
    created_at: toMoment(row.created_at),
  };
}

export const OutputDetail = Output.extend({
  task_title: z.string().describe("What the task that made it is called"),
  revisions: z.array(OutputRevision).describe("Newest first"),
  requests: z.array(OutputRequest).describe("What people asked to be changed, newest first"),
  approvals: z
    .array(z.object({ id: z.string(), status: ApprovalStatusSchema, effect_kind: z.string(), recipient: z.string() }))
    .describe("Proposals to send it, newest first"),
  is_editable: z.boolean().describe("Whether a person can edit its text"),
  is_revisable: z.boolean().describe("Whether its agent writes the next revision when changes are asked for"),
  wishes: z.array(z.string()).describe("What its agent surely understands"),
}).meta({ id: "OutputDetail" });
export type OutputDetail = z.infer<typeof OutputDetail>;
