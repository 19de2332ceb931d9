/** Owns the command line as a whole: its commands, what they share, and how the process ends. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { version } from "#lib/core/version.ts";
import { addAgentCommands } from "./commands/agents.ts";
import { addAnalyticsCommand } from "./commands/analytics.ts";
import { addApprovalCommands } from "./commands/approvals.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addCompletionCommand } from "./commands/completion.ts";
import { addConnectionCommands } from "./commands/connections.ts";
import { addImportCommand } from "./commands/import.ts";
import { addListCommand } from "./commands/list.ts";
import { addLoginCommands } from "./commands/login.ts";
import { addMailCommands } from "./commands/mail.ts";
import { addMemberCommands } from "./commands/members.ts";
import { addRunCommand } from "./commands/run.ts";
import { addRunsCommand } from "./commands/runs.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addSweepCommand } from "./commands/sweep.ts";
import { addTaskCommands } from "./commands/tasks.ts";
import { addWebhookCommands } from "./commands/webhooks.ts";
import { addWorkspacesCommand } from "./commands/workspaces.ts";
import { exitCodes, Failure } from "./failure.ts";
import { openOutput } from "./output.ts";

function buildProgram(): Command {
  const program = new Command("quarterdeck")
    .description("Delegates to a team of software agents, and decides on what they propose.")
    .version(version)
    .option("--json", "write data as JSON, a line for each row")
    .option("-q, --quiet", "no talk on stderr, only errors")
    .option("--url <address>", "where Quarterdeck runs (or QUARTERDECK_URL)")
    .option("--timeout <seconds>", "how long one call may take", readTimeout, 30)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 the work failed, 2 written wrongly, 3 sign in or not allowed, 4 not found, 5 another was first, 130 interrupted.",
    );
  addListCommand(program);
  addRunCommand(program);
  addSweepCommand(program);
  addStatusCommand(program);
  addTaskCommands(program);
  addApprovalCommands(program);
  addAgentCommands(program);
  addAnalyticsCommand(program);
  addConnectionCommands(program);
  addImportCommand(program);
  addWebhookCommands(program);
  addLoginCommands(program);
  addWorkspacesCommand(program);
  addMemberCommands(program);
  addRunsCommand(program);
  addBackupCommands(program);
  addMailCommands(program);
  addCompletionCommand(program);
  guardExit(program);
  return program;
}

/** Errors are thrown, not exited on, by every command of the tree. */
function guardExit(command: Command): void {
  command.exitOverride().showHelpAfterError("(--help shows how)");
  for (const child of command.commands) guardExit(child);
}

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError("Give seconds, up to 3600.");
}

/** Runs a command line and returns its exit code. */
async function run(argv: readonly string[]): Promise<number> {
  try {
    await buildProgram().parseAsync(argv, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    // Commander has already written what is wrong; asking for help or the version is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const output = openOutput({ isJson: argv.includes("--json"), isQuiet: false });
    if (error instanceof Failure) {
      output.complain(error.message, error.problem ?? { detail: error.message, exit_code: error.exitCode });
      return error.exitCode;
    }
    output.complain(
      `this is a fault of quarterdeck itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      null,
    );
    return exitCodes.failed;
  }
}

process.on("SIGINT", () => process.exit(exitCodes.interrupted));
// `quarterdeck tasks list | head` closes the pipe early, which is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.failed),
);

process.exitCode = await run(process.argv.slice(2));
