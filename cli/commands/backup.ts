/** Owns `backup` and `restore`: starts the process that does them, since the command line loads nothing of the embedded stack. */
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { exitCodes, Failure } from "../failure.ts";
import { openCommandOutput, type SharedOptions } from "../session.ts";

type Described = {
  file: string;
  made_at: string;
  version: string;
  bytes: number;
  tables: number;
  rows: number;
  files: number;
};
type Restored = Described & {
  data_dir: string;
  replaced_in: string | null;
  held: { agents: number; deliveries: number; unknown: number } | null;
};

const passphraseHelp = "a file whose only line is the passphrase (or QUARTERDECK_BACKUP_PASSPHRASE)";

export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description("write everything the embedded product holds into one file, while it runs or is stopped")
    .argument("[file]", "a new file, or a folder in which its name tells the moment; here by default")
    .option("--passphrase-file <file>", `encrypt it: ${passphraseHelp}`)
    .action(async (file: string | undefined, options: { passphraseFile?: string }, command: Command) => {
      const output = openCommandOutput(command);
      const made = await runBackup<Described & { is_encrypted: boolean }>(
        ["backup", ...(file === undefined ? [] : [file]), ...passPassphrase(options)],
        command,
      );
      output.item(made, () => made.file);
      output.say(`${describeContents(made)} Keep it where the machine's own disk is not.`);
      if (!made.is_encrypted)
        output.say("It holds every key and is not encrypted: whoever reads it can sign in as anyone.");
    });
  program
    .command("restore")
    .description("put a backup into an empty data folder (QUARTERDECK_DATA, .data by default)")
    .argument("<file>", "a file that `quarterdeck backup` wrote")
    .option("--passphrase-file <file>", passphraseHelp)
    .option("--verify", "only read it and compare every checksum; nothing is written")
    .option("--replace", "move what the data folder holds aside, into a folder in it, instead of refusing")
    .option("--last-state", "nothing ran after the backup, as when moving to another machine: agents are not paused")
    .action(async (file: string, options: RestoreOptions, command: Command) => {
      const output = openCommandOutput(command);
      const flags = [
        ...(options.verify ? ["--verify"] : []),
        ...(options.replace ? ["--replace"] : []),
        ...(options.lastState ? ["--last-state"] : []),
      ];
      const restored = await runBackup<Restored>(["restore", file, ...flags, ...passPassphrase(options)], command);
      output.item(restored, () => (options.verify ? `${restored.file} is whole` : restored.data_dir));
      output.say(describeContents(restored));
      if (!options.verify) for (const line of describeRestored(restored)) output.say(line);
    });
}

type RestoreOptions = { passphraseFile?: string; verify?: boolean; replace?: boolean; lastState?: boolean };

function passPassphrase(options: { passphraseFile?: string }): string[] {
  return options.passphraseFile === undefined ? [] : ["--passphrase-file", options.passphraseFile];
}

function describeContents({ made_at: madeAt, version, tables, rows, bytes }: Described): string {
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return `State of ${madeAt} (version ${version}): ${rows} rows in ${tables} tables, ${size}.`;
}

function describeRestored({ held, replaced_in: replacedIn }: Restored): string[] {
  const lines = replacedIn === null ? [] : [`What was there before is in ${replacedIn}; nothing was deleted.`];
  if (held === null) return lines;
  return [
    ...lines,
    "What was sent after the backup is not known here. So that nothing leaves twice:",
    `  ${held.agents} agents are paused: resume them on the page Agents when you have looked.`,
    `  ${held.deliveries} deliveries wait for a decision again, ${held.unknown} are marked unknown.`,
    "API keys and members are those of the backup: revoke again what you revoked since.",
  ];
}

/** Runs the process and reads its answer. Its talk goes to this terminal. */
async function runBackup<T>(args: string[], command: Command): Promise<T> {
  const { quiet } = command.optsWithGlobals<SharedOptions>();
  const script = path.join(import.meta.dirname, "..", "..", "local", "backup", "main.ts");
  const flags = quiet ? ["--quiet"] : [];
  const child = spawn(process.execPath, [script, ...args, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  // The terminal sends Ctrl-C to both; the child tidies up and says how it ended.
  process.removeAllListeners("SIGINT").on("SIGINT", () => undefined);
  const [answer, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  ]);
  if (answer === "") throw new Error(`the backup process ended with code ${code} and without an answer`);
  const read: T & { failure?: string } = JSON.parse(answer);
  if (read.failure === undefined) return read;
  throw new Failure(code === exitCodes.interrupted ? exitCodes.interrupted : exitCodes.failed, read.failure);
}
