/**
 * The process behind `quarterdeck backup` and `quarterdeck restore`, apart from the command line so that nothing of local/
 * is loaded for hosted services. Talks on stderr, answers with one line of JSON on stdout: the result, or why there is none.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { findPostgresBinaries } from "../postgres/binaries.ts";
import { readMigrations } from "../postgres/migrate.ts";
import { resolveDataDir } from "../stack/data-folder.ts";
import { isHosted } from "../stack/hosted.ts";
import { StartError } from "../stack/start-error.ts";
import { BackupError } from "./backup-error.ts";
import type { Manifest, Reach } from "./manifest.ts";
import { restoreBackup, verifyBackup } from "./restore-backup.ts";
import { takeBackup } from "./take-backup.ts";

const projectDir = path.resolve(import.meta.dirname, "..", "..");
for (const name of [".env.local", ".env"]) {
  const file = path.join(projectDir, name);
  if (existsSync(file)) process.loadEnvFile(file);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "passphrase-file": { type: "string" },
    replace: { type: "boolean", default: false },
    "last-state": { type: "boolean", default: false },
    verify: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});
const [command, file] = positionals;

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
const say = (message: string) => {
  if (!values.quiet) process.stderr.write(`${message}\n`);
};

function readPassphrase(): string | undefined {
  const source = values["passphrase-file"];
  if (source === undefined) return process.env.QUARTERDECK_BACKUP_PASSPHRASE || undefined;
  let text: string;
  try {
    text = readFileSync(source, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    throw new BackupError(`The passphrase file ${source} cannot be read.`, { cause });
  }
  if (text === "") throw new BackupError(`The passphrase file ${source} is empty. Write the passphrase into it.`);
  return text;
}

/** The given file, or a name that tells the moment, in the given or the current folder. */
function chooseTarget(passphrase: string | undefined): string {
  const given = path.resolve(file ?? ".");
  if (!existsSync(given) || !statSync(given).isDirectory()) return given;
  const moment = new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return path.join(given, `quarterdeck-${moment}.tar.gz${passphrase === undefined ? "" : ".encrypted"}`);
}

async function readReach(): Promise<Reach> {
  const { root } = await findPostgresBinaries();
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(root), "package.json"), "utf8"));
  const newest = readMigrations(path.join(projectDir, "supabase", "migrations")).at(-1);
  return { postgres: Number.parseInt(version, 10), migration: newest?.version ?? null };
}

const readProductVersion = (): string =>
  JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8")).version;

function describe(manifest: Manifest, target: string) {
  const tables = manifest.figures.filter(figure => figure.kind === "table");
  return {
    file: target,
    made_at: manifest.madeAt,
    version: manifest.product,
    bytes: statSync(target).size,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    files: manifest.files.length,
    was_running: manifest.wasRunning,
  };
}

async function run(): Promise<object> {
  if (isHosted(process.env)) {
    throw new BackupError(
      "This product runs on services of your own (DATABASE_URL and others are set), so its data is not on this machine. Use their backups; for the embedded product unset these variables.",
    );
  }
  const passphrase = readPassphrase();
  const dataDir = resolveDataDir(projectDir, process.env);
  if (command === "backup") {
    const target = chooseTarget(passphrase);
    const product = readProductVersion();
    const manifest = await takeBackup({ dataDir, target, product, passphrase, say, abort: abort.signal });
    return { ...describe(manifest, target), is_encrypted: passphrase !== undefined };
  }
  if (command !== "restore" || file === undefined) throw new Error("main.ts takes backup [file] or restore <file>");
  const source = path.resolve(file);
  const reach = await readReach();
  if (values.verify) {
    return describe(await verifyBackup({ file: source, passphrase, reach, abort: abort.signal }), source);
  }
  const report = await restoreBackup({
    file: source,
    dataDir,
    passphrase,
    reach,
    mayReplace: values.replace,
    isLastState: values["last-state"],
    say,
    abort: abort.signal,
  });
  return {
    ...describe(report.manifest, source),
    data_dir: dataDir,
    replaced_in: report.replacedIn,
    held: report.held,
  };
}

try {
  process.stdout.write(`${JSON.stringify(await run())}\n`);
} catch (error) {
  if (!(error instanceof BackupError || error instanceof StartError) && !abort.signal.aborted) throw error;
  const reason = abort.signal.aborted ? "It was interrupted; nothing was changed." : (error as Error).message;
  process.stdout.write(`${JSON.stringify({ failure: reason })}\n`);
  process.exitCode = abort.signal.aborted ? 130 : 1;
}
