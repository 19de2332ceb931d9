/** Owns how an output and its revisions look in answers. */
import { z } from "zod";
import type { OutputFileRow } from "#lib/db/output-files.ts";
import type { OutputRevisionRow, OutputRow } from "#lib/db/outputs.ts";
import { AuthorKindSchema, JsonObjectSchema, Moment, toMoment, toRecord } from "./fields.ts";

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
    status: z.enum(["open", "accepted", "changes_requested", "discarded"]),
    revision: z.number().int(),
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
    latest: latest === null ? null : describeRevision(latest),
    files: files.map(describeFile),
    created_at: toMoment(row.created_at),
    updated_at: toMoment(row.updated_at),
  };
}
