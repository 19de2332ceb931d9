/** Owns the operations on imports: preview, the import itself in one transaction, and its report. Nothing is half written. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { findImport, finishImport, insertImport, listImports } from "#lib/db/imports.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { createContactReader, type Read } from "./import/contact-rows.ts";
import { guessMapping, type ImportKind, ImportTarget, readMapping } from "./import/mapping.ts";
import { createPostReader } from "./import/post-rows.ts";
import { type Delimiter, detectDelimiter, readFirstRows, readHeader, readRows } from "./import/read-csv.ts";
import {
  contactKeys,
  createBatches,
  type Numbered,
  postKeys,
  type Written,
  writeContacts,
  writePosts,
} from "./import/write-rows.ts";
import { optOut } from "./opt-out.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeImport, describeImportSummary, Import, ImportSummary } from "./shapes/import.ts";

/** The largest file one import takes, in bytes of UTF-8. */
export const maxImportBytes = 32 * 1024 * 1024;
/** The most of a file that a preview needs. */
export const maxPreviewBytes = 256 * 1024;
const maxRejectionsKept = 1_000;
const previewRows = 20;

const Kind = z.enum(["contacts", "posts"]).describe("What the rows are");

export const importPreview = defineCommand({
  name: "import.preview",
  title: "Preview an import",
  summary: "Reads the beginning of a CSV file and guesses what each column is. Writes nothing.",
  scope: "contacts:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/imports/preview",
  isTool: false,
  input: z.object({
    kind: Kind,
    csv: z.string().min(1, "the file is empty").describe("The first 256 kB of the file, or all of it"),
  }),
  output: z.object({
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
  }),
  async run(_context, { kind, csv }) {
    refuseLarge(csv, maxPreviewBytes, "a preview takes the first 256 kB of the file: send only those");
    const delimiter = detectDelimiter(csv);
    const header = readHeader(csv, delimiter);
    const rows = readFirstRows(csv, delimiter, previewRows);
    const guesses = guessMapping(kind, header, rows);
    return {
      delimiter,
      columns: header.map((name, index) => ({
        name,
        target: guesses[index]?.target ?? "ignore",
        reason: guesses[index]?.reason ?? null,
        samples: rows.slice(0, 3).map(row => row[index] ?? ""),
      })),
      rows: rows.map(row => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ""]))),
      mapping: Object.fromEntries(header.map((name, index) => [name, guesses[index]?.target ?? "ignore"])),
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
    .describe("The platform of all posts, where no column says it"),
  account: z.string().trim().min(1).max(200).optional().describe("The account of posts, where no column says it"),
  niche: z.string().trim().min(1).max(200).optional().describe("The niche of posts, where no column says it"),
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
    "Takes every good row of a CSV file and reports each refused one with line, field and reason. Known addresses and ids are updated.",
  scope: "contacts:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/imports",
  isTool: false,
  input: z.object({
    kind: Kind,
    file_name: z.string().trim().min(1).max(200).describe("What the file is called"),
    csv: z.string().min(1, "the file is empty").describe("The whole file as text, at most 32 MB"),
    mapping: z.record(z.string(), ImportTarget).describe("What each column becomes; columns left out are ignored"),
    options: Options.prefault({}).describe("Fixed values for what no column says"),
  }),
  output: Import,
  async run(context, { kind, file_name, csv, mapping, options }) {
    refuseLarge(csv, maxImportBytes, "a file may have at most 32 MB: split it, or leave out columns you do not need");
    const { session, workspaceId, actor, caller, clock } = context;
    const delimiter = detectDelimiter(csv);
    const header = readHeader(csv, delimiter);
    const targets = readMapping(kind, header, mapping, options);
    const id = createId();
    await insertImport(session, {
      id,
      workspace_id: workspaceId,
      kind,
      file_name,
      mapping: JSON.stringify(mapping),
      requested_by: caller.userId,
    });
    const file = { csv, delimiter, header };
    const report =
      kind === "contacts"
        ? await copyRows(file, createContactReader(header, targets, options.name_template), contactKeys, batch =>
            writeContacts(session, workspaceId, batch, { source: "import", importId: id }),
          )
        : await copyRows(file, createPostReader(header, targets, options), postKeys, batch =>
            writePosts(session, workspaceId, batch, { importId: id }),
          );
    const { accepted, updated, rejected, rejections, optedOut } = report;
    if (accepted + updated + rejected === 0)
      throw refuseFields([{ path: "csv", message: "the file has a header but no rows" }]);
    await optOut(context, optedOut);
    const row = await finishImport(session, workspaceId, id, {
      status: accepted + updated > 0 ? "completed" : "failed",
      accepted,
      updated,
      rejected,
      rejections: JSON.stringify(rejections),
      finished_at: clock.now(),
    });
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "import.completed",
        entity: "import",
        entityId: id,
        summary: `imported ${file_name}: ${writeCount(accepted, `new ${kind.slice(0, -1)}`)}, ${updated} updated, ${rejected} refused`,
        data: { kind, accepted, updated, rejected },
      },
    ]);
    noteImported(context, kind, id);
    return describeImport(row);
  },
});

function noteImported(context: OperationContext, kind: ImportKind, id: string): void {
  context.changed("import", id);
  context.changed(kind === "contacts" ? "contact" : "post", "*");
}

type File = { csv: string; delimiter: Delimiter; header: readonly string[] };
type Report = Written & { rejected: number };

/** Every row of the file through its reader into batches; what cannot be read or written is told with its line. */
async function copyRows<T>(
  file: File,
  read: (fields: readonly string[], rowNumber: number) => Read<T>,
  keysOf: (row: T) => string[],
  write: (batch: readonly Numbered<T>[]) => Promise<Written>,
): Promise<Report> {
  const report: Report = { accepted: 0, updated: 0, rejected: 0, rejections: [], optedOut: [] };
  const reject = (rejection: Written["rejections"][number]) => {
    report.rejected += 1;
    if (report.rejections.length < maxRejectionsKept) report.rejections.push(rejection);
  };
  const batches = createBatches<T>(keysOf, async batch => {
    const written = await write(batch);
    report.accepted += written.accepted;
    report.updated += written.updated;
    report.optedOut.push(...written.optedOut);
    for (const rejection of written.rejections) reject(rejection);
  });
  let rowNumber = 0;
  for await (const { line, fields } of readRows(file.csv, file.delimiter)) {
    rowNumber += 1;
    if (fields.length !== file.header.length) {
      const reason = `has ${fields.length} fields where the header has ${file.header.length}: is a quote or a delimiter missing?`;
      reject({ line, field: "row", reason });
      continue;
    }
    const outcome = read(fields, rowNumber);
    if ("problem" in outcome) reject({ line, ...outcome.problem });
    else await batches.add({ line, row: outcome.row });
  }
  await batches.flush();
  report.rejections.sort((a, b) => a.line - b.line);
  return report;
}

function refuseLarge(csv: string, limitBytes: number, message: string): void {
  if (csv.length <= limitBytes && Buffer.byteLength(csv) <= limitBytes) return;
  throw new AppError("too-large", `csv: ${message}`, {
    details: { errors: [{ path: "csv", message }], facts: { limit_bytes: limitBytes } },
  });
}

export const importGet = defineQuery({
  name: "import.get",
  title: "Show an import",
  summary: "What became of a file: counts, and the first 1,000 refused rows with line, field and reason.",
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
