/** Owns the operations on imports: preview, the import itself in one transaction, and its report. Nothing is half written. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { findImport, finishImport, insertImport, listImports, preferIndexes } from "#lib/db/imports.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { copyRows } from "./import/copy-rows.ts";
import { encodings } from "./import/encoding.ts";
import { kinds } from "./import/kinds.ts";
import { guessMapping, readMapping } from "./import/mapping.ts";
import { openTable } from "./import/read-csv.ts";
import { ImportTarget, importKinds } from "./import/targets.ts";
import { type InputFile, toInputFile } from "./input-file.ts";
import { optOut } from "./opt-out.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeImport, describeImportSummary, Import, ImportSummary } from "./shapes/import.ts";

/** The largest file one import takes, in bytes. */
export const maxImportBytes = 256 * 1024 * 1024;
/** The most that may come as text inside JSON, which is held in memory. */
export const maxTextBytes = 32 * 1024 * 1024;
/** The most of a file that a preview needs. */
export const maxPreviewBytes = 256 * 1024;
const previewRows = 20;

const Kind = z.enum(importKinds).describe("What the rows are");
const EncodingName = z.enum(encodings).optional().describe("How the file is encoded; recognised when left out");
const Csv = z.string().min(1, "the file is empty").optional();

export const importPreview = defineCommand({
  name: "import.preview",
  title: "Preview an import",
  summary:
    "Reads the beginning of a CSV file and guesses what each column is. Writes nothing. The beginning is the body as text/csv, or a text in JSON.",
  scope: "contacts:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/imports/preview",
  isTool: false,
  takesFile: { limitBytes: maxPreviewBytes },
  input: z.object({
    kind: Kind,
    csv: Csv.describe("The first 256 kB of the file, or all of it; not where the body is the file"),
    encoding: EncodingName,
  }),
  output: z.object({
    encoding: z.enum(encodings).describe("How the bytes were read as text"),
    delimiter: z.string(),
    columns: z.array(
      z.object({
        name: z.string(),
        target: ImportTarget.describe("What it most likely is"),
        reason: z.string().nullable().describe("Why, where that is not plain"),
        samples: z.array(z.string()).describe("Its first three values"),
      }),
    ),
    rows: z.array(z.record(z.string(), z.string())).describe("The first 20 rows"),
    mapping: z.record(z.string(), ImportTarget).describe("The guesses, as import.create takes them"),
    targets: z.array(ImportTarget).describe("All that a column of this kind can become"),
  }),
  async run({ file }, { kind: name, csv, encoding: wanted }) {
    const whole = takeFile(file, csv, maxPreviewBytes, "a preview takes the first 256 kB of the file: send only those");
    const kind = kinds[name];
    const table = await openTable(await dropCutLine(whole), wanted);
    const { encoding, delimiter, header } = table;
    const rows = table.readFirst(previewRows);
    const guesses = guessMapping(kind, header, rows);
    return {
      encoding,
      delimiter,
      columns: header.map((column, index) => ({
        name: column,
        target: guesses[index]?.target ?? "ignore",
        reason: guesses[index]?.reason ?? null,
        samples: rows.slice(0, 3).map(row => toShown(row[index])),
      })),
      rows: rows.map(row => Object.fromEntries(header.map((column, index) => [column, toShown(row[index])]))),
      mapping: Object.fromEntries(header.map((column, index) => [column, guesses[index]?.target ?? "ignore"])),
      targets: [...kind.targets],
    };
  },
});

const Options = z.object({
  platform: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(40)
    .optional()
    .describe("The platform of all rows, where no column says it"),
  account: z.string().trim().min(1).max(200).optional().describe("The account of all rows, where no column says it"),
  niche: z.string().trim().min(1).max(200).optional().describe("The niche of all rows, where no column says it"),
  name_template: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default("Contact {n}")
    .describe("What a contact without name and address is called; {n} is the row's number"),
});

export const importCreate = defineCommand({
  name: "import.create",
  title: "Import a file",
  summary:
    "Takes every good row of a CSV file and reports each refused one with line, field and reason. Known addresses and ids are updated. The file is the body as text/csv, up to 256 MB, or a text in JSON, up to 32 MB.",
  scope: "contacts:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/imports",
  isTool: false,
  takesFile: { limitBytes: maxImportBytes },
  input: z.object({
    kind: Kind,
    file_name: z.string().trim().min(1).max(200).describe("What the file is called"),
    csv: Csv.describe("The whole file as text, at most 32 MB; not where the body is the file"),
    mapping: z
      .record(z.string(), ImportTarget)
      .optional()
      .describe("What each column becomes; left out, what the preview guesses"),
    others: z
      .enum(["ignore", "attribute"])
      .default("ignore")
      .describe("What columns become that the mapping leaves out"),
    encoding: EncodingName,
    options: Options.prefault({}).describe("Fixed values for what no column says"),
  }),
  output: Import,
  async run(context, { kind: name, file_name, csv, mapping, others, encoding, options }) {
    const { session, workspaceId, actor, caller, clock } = context;
    const file = takeFile(
      context.file,
      csv,
      context.file === null ? maxTextBytes : maxImportBytes,
      "a file in JSON may have at most 32 MB: send it as the body itself, with Content-Type: text/csv",
    );
    const kind = kinds[name];
    const now = clock.now();
    const table = await openTable(file, encoding);
    const { header } = table;
    const guesses = mapping === undefined ? guessMapping(kind, header, table.readFirst(previewRows)) : [];
    const wanted = mapping ?? Object.fromEntries(guesses.map(({ target }, at) => [header[at] ?? "", target]));
    const targets = readMapping(kind, header, wanted, others, options);
    const id = createId();
    await insertImport(session, {
      id,
      workspace_id: workspaceId,
      kind: name,
      file_name,
      encoding: table.encoding,
      mapping: JSON.stringify(Object.fromEntries(header.map((column, at) => [column, targets[at] ?? "ignore"]))),
      requested_by: caller.userId,
    });
    await preferIndexes(session);
    const form = { header, targets, fixed: options, now };
    const report = await copyRows(session, table, kind, form, { workspaceId, importId: id, now });
    const { accepted, updated, rejected, replaced, rejections, notes, optedOut } = report;
    if (accepted + updated + rejected === 0)
      throw refuseFields([{ path: "csv", message: "the file has a header but no rows" }]);
    await optOut(context, optedOut);
    const row = await finishImport(session, workspaceId, id, {
      status: accepted + updated > 0 ? "completed" : "failed",
      accepted,
      updated,
      rejected,
      replaced,
      rejections: JSON.stringify(rejections),
      notes: JSON.stringify(notes),
      finished_at: clock.now(),
    });
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "import.completed",
        entity: "import",
        entityId: id,
        summary: `imported ${file_name}: ${writeCount(accepted, `new ${kind.noun}`)}, ${updated} updated, ${rejected} refused`,
        data: { kind: name, accepted, updated, rejected, replaced },
      },
    ]);
    noteImported(context, kind.entity, id);
    return describeImport(row);
  },
});

function noteImported(context: OperationContext, entity: string, id: string): void {
  context.changed("import", id);
  context.changed(entity, "*");
}

/** The file of a request: its body, or a text in its JSON. Throws `invalid` when there is neither, `too-large` above a limit. */
function takeFile(body: InputFile | null, csv: string | undefined, limitBytes: number, message: string): InputFile {
  if (body === null && csv === undefined) {
    throw refuseFields([
      { path: "csv", message: "send the file: as the body with Content-Type: text/csv, or as a text in this field" },
    ]);
  }
  if (body !== null && csv !== undefined)
    throw refuseFields([{ path: "csv", message: "leave it out where the body is the file" }]);
  const file = body ?? toInputFile(csv ?? "");
  if (file.bytes <= limitBytes) return file;
  throw new AppError("too-large", `csv: ${message}`, {
    details: { errors: [{ path: "csv", message }], facts: { limit_bytes: limitBytes } },
  });
}

/** The beginning of a file mostly ends within a line, which then says nothing. */
async function dropCutLine(file: InputFile): Promise<InputFile> {
  if (file.bytes < maxPreviewBytes * 0.75) return file;
  const pieces: Uint8Array[] = [];
  for await (const piece of file.read()) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const end = bytes.lastIndexOf(10);
  if (end < 0) return file;
  const kept = bytes.subarray(0, end + 1);
  return {
    bytes: kept.length,
    sha256: file.sha256,
    async *read() {
      yield kept;
    },
  };
}

/** What a preview shows of a cell: enough to see what it is, and nothing that JSON cannot carry. */
function toShown(cell = ""): string {
  return cell.slice(0, 500).replaceAll("\u0000", "\ufffd").toWellFormed();
}

export const importGet = defineQuery({
  name: "import.get",
  title: "Show an import",
  summary: "What became of a file: counts, and the first 10,000 refused rows with line, field and reason.",
  scope: "contacts:read",
  role: "viewer",
  path: "/imports/{id}",
  isTool: false,
  input: z.object({ id: Id.describe("The import's id") }),
  output: Import,
  async run({ session, workspaceId }, { id }) {
    const row = await findImport(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such import in this workspace");
    return describeImport(row);
  },
});

export const importList = defineQuery({
  name: "import.list",
  title: "List imports",
  summary: "The files that were imported, newest first.",
  scope: "contacts:read",
  role: "viewer",
  path: "/imports",
  isTool: false,
  input: PageInput,
  output: pageOf(ImportSummary),
  async run({ session, workspaceId }, { limit, cursor }) {
    const rows = await listImports(session, workspaceId, { limit: limit + 1, beforeId: decodeIdCursor(cursor) });
    return toPage(rows, limit, row => [row.id], describeImportSummary);
  },
});
