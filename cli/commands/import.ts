/** Owns `import`: a CSV file becomes contacts or posts, with the mapping shown first and every refused row told. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Argument, type Command } from "commander";
import { exitCodes, Failure, refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import { collect } from "../params.ts";
import { openSession } from "../session.ts";

const maxFileBytes = 32 * 1024 * 1024;
const previewBytes = 200 * 1024;
const importTimeoutMs = 180_000;

type Options = {
  map?: string[];
  dryRun?: boolean;
  platform?: string;
  account?: string;
  niche?: string;
  nameTemplate?: string;
  idempotencyKey?: string;
};

type Preview = {
  columns: { name: string; target: string; reason: string | null; samples: string[] }[];
  mapping: Record<string, string>;
};

type Report = {
  id: string;
  status: string;
  accepted: number;
  updated: number;
  rejected: number;
  rejections: { line: number; field: string; reason: string }[];
};

export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("take in a CSV file: quarterdeck import contacts people.csv --dry-run")
    .addArgument(new Argument("<kind>", "what the rows are").choices(["contacts", "posts"]))
    .argument("<file>", "a CSV file in UTF-8, at most 32 MB")
    .option(
      "--map <column=target>",
      "what a column becomes (ignore leaves it out); guessed for the others; repeat for more",
      collect,
    )
    .option("--platform <name>", "the platform of all posts, where no column says it")
    .option("--account <name>", "the account of all posts, where no column says it")
    .option("--niche <name>", "the niche of all posts, where no column says it")
    .option("--name-template <text>", 'what a contact without a name is called, like "Client {n}"')
    .option("--dry-run", "show what each column would become, and write nothing")
    .option("--idempotency-key <key>", "the same key imports once, however often it is sent")
    .action(async (kind: string, file: string, options: Options, command: Command) => {
      const csv = await readCsv(file);
      const { api, output } = await openSession(command);
      const preview = await api.call<Preview>("import.preview", { kind, csv: takeBeginning(csv) });
      const mapping = applyOverrides(preview, options.map ?? []);
      if (options.dryRun === true) return showMapping(output, preview, mapping);
      const { platform, account, niche, nameTemplate } = options;
      const report = await api.call<Report>(
        "import.create",
        {
          kind,
          file_name: path.basename(file),
          csv,
          mapping,
          options: { platform, account, niche, name_template: nameTemplate },
        },
        { idempotencyKey: options.idempotencyKey, timeoutMs: importTimeoutMs },
      );
      for (const { line, field, reason } of report.rejections.slice(0, 20))
        output.say(`line ${line}, ${field}: ${reason}`);
      if (report.rejections.length > 20)
        output.say(`… and ${report.rejected - 20} more; --json lists the first 1,000.`);
      output.item(report, () => `${report.accepted} new, ${report.updated} updated, ${report.rejected} refused`);
      if (report.status === "failed") throw new Failure(exitCodes.failed, "not one row was taken");
    });
}

async function readCsv(file: string): Promise<string> {
  const describe = (error: NodeJS.ErrnoException) =>
    error.code === "ENOENT"
      ? new Failure(exitCodes.notFound, `there is no file ${file}`)
      : refuseUsage(`${file} cannot be read: ${error.message}`);
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw describe(error);
  });
  if (size > maxFileBytes) {
    const megabytes = (size / 1024 / 1024).toFixed(0);
    throw refuseUsage(
      `${file} has ${megabytes} MB; an import takes at most 32 MB: split it, or leave out columns you do not need`,
    );
  }
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw describe(error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuseUsage(`${file} is not UTF-8 text: save it as CSV UTF-8 and try again`);
  }
}

/** The first whole lines that a preview takes. */
function takeBeginning(csv: string): string {
  const bytes = Buffer.from(csv.slice(0, previewBytes));
  if (bytes.length === Buffer.byteLength(csv)) return csv;
  const text = new TextDecoder().decode(bytes.subarray(0, previewBytes));
  const end = text.lastIndexOf("\n");
  return end < 0 ? text : text.slice(0, end + 1);
}

function applyOverrides(preview: Preview, overrides: readonly string[]): Record<string, string> {
  const mapping = { ...preview.mapping };
  for (const pair of overrides) {
    // A column's name may itself contain "=", a target never does.
    const at = pair.lastIndexOf("=");
    if (at < 1) throw refuseUsage(`--map takes column=target, not "${pair}"`);
    const column = pair.slice(0, at);
    if (!Object.hasOwn(mapping, column))
      throw refuseUsage(`the file has no column "${column}": it has ${Object.keys(mapping).join(", ")}`);
    mapping[column] = pair.slice(at + 1);
  }
  return mapping;
}

function showMapping(output: Output, preview: Preview, mapping: Record<string, string>): void {
  const columns = preview.columns.map(column => ({ ...column, target: mapping[column.name] ?? column.target }));
  output.rows(
    columns,
    [
      ["COLUMN", column => column.name],
      ["BECOMES", column => column.target],
      ["FOR EXAMPLE", column => column.samples.filter(Boolean).slice(0, 2).join(", ").slice(0, 60)],
      ["WHY", column => column.reason ?? ""],
    ],
    "The file has no columns.",
  );
  output.say("Nothing was written. Change a column with --map, or leave out --dry-run to import.");
}
