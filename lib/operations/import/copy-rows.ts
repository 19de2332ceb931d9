/** Owns the way of a table's rows into the database: read, checked, written in batches, and everything refused or replaced told. */
import type { Session } from "#lib/db/database.ts";
import type { ImportOrigin, Kind, Numbered, RowForm, RowProblem, Written } from "./kind.ts";
import type { Table } from "./read-csv.ts";
import { createSeenKeys } from "./seen-keys.ts";

export const maxRejectionsKept = 10_000;
const maxNotesKept = 1_000;
const batchRows = 2_000;
/** Rows can be large: a batch is also full at this many characters. */
const batchLength = 4_000_000;

type Told = { line: number } & RowProblem;

export type Report = {
  accepted: number;
  updated: number;
  rejected: number;
  /** How many of the updated rows took the place of an earlier row of the same file. */
  replaced: number;
  rejections: Told[];
  notes: Told[];
  optedOut: string[];
};

/** Every row of a table through its reader into batches. Memory does not grow with the file. */
export async function copyRows<T>(
  session: Session,
  table: Table,
  kind: Kind<T>,
  form: RowForm,
  origin: ImportOrigin,
): Promise<Report> {
  const report: Report = { accepted: 0, updated: 0, rejected: 0, replaced: 0, rejections: [], notes: [], optedOut: [] };
  const reject = (told: Told) => {
    report.rejected += 1;
    if (report.rejections.length < maxRejectionsKept) report.rejections.push(toStorable(told));
  };
  const takeIn = (written: Written) => {
    report.accepted += written.accepted;
    report.updated += written.updated;
    report.optedOut.push(...written.optedOut);
    for (const rejection of written.rejections) {
      reject(rejection);
      const at = report.notes.findIndex(note => note.line === rejection.line);
      // What is refused after all has replaced nothing.
      if (at >= 0) report.replaced -= report.notes.splice(at, 1).length;
    }
  };
  const read = kind.createReader(form);
  const seen = createSeenKeys();
  let batch: Numbered<T>[] = [];
  let batchKeys = new Set<string>();
  let length = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    batchKeys = new Set();
    length = 0;
    takeIn(await kind.write(session, full, origin));
  };

  let rowNumber = 0;
  for await (const record of table.read()) {
    rowNumber += 1;
    const { line } = record;
    if ("problem" in record) {
      reject({ line, field: "row", reason: record.problem });
      continue;
    }
    const misshapen = describeShape(record.fields, table.header.length, record);
    if (misshapen !== null) {
      reject({ line, field: "row", reason: misshapen });
      continue;
    }
    const outcome = read(record.fields, rowNumber);
    if ("problem" in outcome) {
      reject({ line, ...outcome.problem });
      continue;
    }
    const keys = kind.keysOf(outcome.row);
    // A statement must not name the same row twice; and the later one is to win.
    if (
      batch.length >= batchRows ||
      length >= batchLength ||
      keys.some(({ field, key }) => batchKeys.has(`${field} ${key}`))
    )
      await flush();
    const earlier = keys.flatMap(({ field, key }) => {
      batchKeys.add(`${field} ${key}`);
      const before = seen.see(`${field} ${key}`, line);
      return before === null ? [] : [{ field, before }];
    });
    const first = earlier[0];
    if (first !== undefined) {
      report.replaced += 1;
      const reason = `has the same ${first.field} as line ${first.before}: what it says replaces what that line said`;
      if (report.notes.length < maxNotesKept) report.notes.push(toStorable({ line, field: first.field, reason }));
    }
    batch.push({ line, row: outcome.row });
    for (const field of record.fields) length += field.length;
  }
  await flush();
  report.rejections.sort((a, b) => a.line - b.line);
  return report;
}

/** What is wrong with the number of fields; empty ones beyond the header are no fault. */
function describeShape(
  fields: readonly string[],
  width: number,
  { line, lastLine }: { line: number; lastLine: number },
): string | null {
  if (fields.length === width) return null;
  if (fields.length > width && fields.slice(width).every(field => field.trim() === "")) return null;
  const extent = lastLine > line ? `reads down to line ${lastLine} and ` : "";
  return `${extent}has ${fields.length} fields where the header has ${width}: is a quote or a delimiter missing?`;
}

/** A reason quotes the cell, which may hold what no column takes. */
function toStorable({ line, field, reason }: Told): Told {
  const clean = (text: string) => text.replaceAll("\u0000", "\ufffd").toWellFormed();
  return { line, field: clean(field), reason: clean(reason) };
}
