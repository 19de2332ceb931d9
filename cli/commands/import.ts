/** Owns `import`: a CSV file becomes contacts, posts, videos or creators, with the mapping shown first and every refused row told. */
import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Argument, type Command } from "commander";
import { exitCodes, Failure, refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import { collect } from "../params.ts";
import { openSession } from "../session.ts";

const maxFileBytes = 256 * 1024 * 1024;
const previewBytes = 256 * 1024;
const importTimeoutMs = 15 * 60_000;
const kinds = ["contacts", "posts", "videos", "creators", "creator_posts"];

type Options = {
  map?: string[];
  dryRun?: boolean;
  platform?: string;
  account?: string;
  niche?: string;
  nameTemplate?: string;
  encoding?: string;
  idempotencyKey?: string;
};

type Preview = {
  columns: { name: string; target: string; reason: string | null; samples: string[] }[];
  mapping: Record<string, string>;
};

type Report = {
  id: string;
  encoding: string;
  status: string;
  accepted: number;
  updated: number;
  replaced: number;
  rejected: number;
  rejections: Told[];
  notes: Told[];
};

type Told = { line: number; field: string; reason: string };

export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("take in a CSV file: quarterdeck import contacts people.csv --dry-run")
    .addArgument(new Argument("<kind>", "what the rows are").choices(kinds))
    .argument("<file>", "a CSV file, at most 256 MB")
    .option(
      "--map <column=target>",
      "what a column becomes (ignore leaves it out); guessed for the others; repeat for more",
      collect,
    )
    .option("--platform <name>", "the platform of all rows, where no column says it")
    .option("--account <name>", "the account of all rows, where no column says it")
    .option("--niche <name>", "the niche of all rows, where no column says it")
    .option("--name-template <text>", 'what a contact without a name is called, like "Client {n}"')
    .option("--encoding <name>", "how the file is encoded, like windows-1252; recognised when left out")
    .option("--dry-run", "show what each column would become, and write nothing")
    .option("--idempotency-key <key>", "the same key imports once, however often it is sent")
    .action(async (kind: string, file: string, options: Options, command: Command) => {
      const blob = await openFile(file);
      const { api, output } = await openSession(command);
      const { platform, account, niche, nameTemplate, encoding } = options;
      const preview = await api.call<Preview>(
        "import.preview",
        { kind, encoding },
        { file: blob.slice(0, previewBytes) },
      );
      const mapping = applyOverrides(preview, options.map ?? []);
      if (options.dryRun === true) return showMapping(output, preview, mapping);
      const report = await api.call<Report>(
        "import.create",
        {
          kind,
          file_name: path.basename(file),
          ...shorten(mapping),
          encoding,
          options: { platform, account, niche, name_template: nameTemplate },
        },
        { file: blob, idempotencyKey: options.idempotencyKey, timeoutMs: importTimeoutMs },
      );
      if (report.encoding !== "utf-8") output.say(`read as ${report.encoding}; --encoding says otherwise`);
      tellRows(output, report.rejections, report.rejected, "refused");
      tellRows(output, report.notes, report.replaced, "replaced");
      output.item(report, () => writeOutcome(report));
      if (report.status === "failed") throw new Failure(exitCodes.failed, "not one row was taken");
    });
}

function tellRows(output: Output, rows: readonly Told[], count: number, what: string): void {
  for (const { line, field, reason } of rows.slice(0, 20)) output.say(`line ${line}, ${field}: ${reason}`);
  if (count > 20) output.say(`… and ${count - 20} more ${what}; --json lists the first ${rows.length}.`);
}

function writeOutcome({ accepted, updated, rejected, replaced }: Report): string {
  const counts = `${accepted} new, ${updated} updated, ${rejected} refused`;
  return replaced === 0 ? counts : `${counts}; ${replaced} of the updated repeat an earlier row of the file`;
}

/** The file as it is on disk: nothing of it is read before it is sent. */
async function openFile(file: string): Promise<Blob> {
  const describe = (error: NodeJS.ErrnoException) =>
    error.code === "ENOENT"
      ? new Failure(exitCodes.notFound, `there is no file ${file}`)
      : refuseUsage(`${file} cannot be read: ${error.message}`);
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw describe(error);
  });
  if (size === 0) throw refuseUsage(`${file} is empty: it needs a header line and rows`);
  if (size > maxFileBytes) {
    const megabytes = (size / 1024 / 1024).toFixed(0);
    throw refuseUsage(
      `${file} has ${megabytes} MB; an import takes at most 256 MB: split it, or leave out columns you do not need`,
    );
  }
  return openAsBlob(file).catch((error: NodeJS.ErrnoException) => {
    throw describe(error);
  });
}

/** An address has room for few columns: what most of them become is said once. */
function shorten(mapping: Readonly<Record<string, string>>): { mapping: Record<string, string>; others: string } {
  const entries = Object.entries(mapping);
  const countOf = (target: string) => entries.filter(entry => entry[1] === target).length;
  const others = countOf("attribute") > countOf("ignore") ? "attribute" : "ignore";
  return { mapping: Object.fromEntries(entries.filter(entry => entry[1] !== others)), others };
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
