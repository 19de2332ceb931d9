/** Owns how an import looks in answers. */
import { z } from "zod";
import type { ImportRow, ImportSummaryRow } from "#lib/db/imports.ts";
import { encodings } from "../import/encoding.ts";
import { importKinds } from "../import/targets.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const Rejection = z
  .object({
    line: z.number().int().describe("Where the row begins in the file; the header is line 1"),
    field: z.string().describe("The column, or what the row is missing"),
    reason: z.string(),
  })
  .meta({ id: "Rejection" });
export type Rejection = z.infer<typeof Rejection>;

export const ImportSummary = z
  .object({
    id: z.string(),
    kind: z.enum(importKinds),
    file_name: z.string(),
    encoding: z.enum(encodings).describe("How the bytes were read as text"),
    mapping: z.record(z.string(), z.string()),
    status: z.enum(["running", "completed", "failed"]).describe("Failed: not one row was taken"),
    accepted: z.number().int(),
    updated: z.number().int(),
    replaced: z.number().int().describe("How many of the updated rows repeat an earlier row of the same file"),
    rejected: z.number().int(),
    requested_by: z.string(),
    created_at: Moment,
    finished_at: Moment.nullable(),
  })
  .meta({ id: "ImportSummary" });
export type ImportSummary = z.infer<typeof ImportSummary>;

export const Import = ImportSummary.extend({
  rejections: z.array(Rejection).describe("The first 10,000 refused rows"),
  notes: z.array(Rejection).describe("The first 1,000 rows that were taken with something to say"),
}).meta({ id: "Import" });
export type Import = z.infer<typeof Import>;

export function describeImportSummary(row: ImportSummaryRow): ImportSummary {
  return {
    id: row.id,
    kind: z.enum(importKinds).parse(row.kind),
    file_name: row.file_name,
    encoding: z.enum(encodings).parse(row.encoding),
    mapping: z.record(z.string(), z.string()).parse(row.mapping),
    status: row.status,
    accepted: row.accepted,
    updated: row.updated,
    replaced: row.replaced,
    rejected: row.rejected,
    requested_by: row.requested_by,
    created_at: toMoment(row.created_at),
    finished_at: toMomentOrNull(row.finished_at),
  };
}

export function describeImport(row: ImportRow): Import {
  return {
    ...describeImportSummary(row),
    rejections: z.array(Rejection).parse(row.rejections),
    notes: z.array(Rejection).parse(row.notes),
  };
}
