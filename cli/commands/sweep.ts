/** Owns `sweep`: starts every due agent at once, shows how each gets on, and ends with the summary. */
import type { Command } from "commander";
import { exitCodes, Failure } from "../failure.ts";
import { awaitSummary, followSweep } from "../follow-sweep.ts";
import type { Output } from "../output.ts";
import type { Sweep, SweepSummary } from "../rows.ts";
import { openSession } from "../session.ts";

export function addSweepCommand(program: Command): void {
  program
    .command("sweep")
    .description("start every agent that has daily work")
    .option("-w, --wait", "follow each agent to its end, and show the summary")
    .option("--idempotency-key <key>", "the same key starts one sweep, however often it is sent")
    .action(async (options: { wait?: boolean; idempotencyKey?: string }, command: Command) => {
      const { api, output } = await openSession(command);
      const started = await api.call<Sweep>("sweep.run", {}, { idempotencyKey: options.idempotencyKey });
      for (const skip of started.skipped) output.say(`Skipped ${skip.domain}: ${skip.reason}`);
      if (options.wait !== true) {
        output.item(started, () => started.id);
        output.say(`The sweep has started ${started.total} ${started.total === 1 ? "task" : "tasks"}.`);
        return;
      }
      if (output.isJson) output.item({ event: "started", ...started }, () => "");
      const sweep = await followSweep(api, output, started.id);
      tell(output, sweep, await awaitSummary(api, started.id));
      const failed = sweep.by_status.failed ?? 0;
      if (failed > 0) throw new Failure(exitCodes.failed, `${failed} of ${sweep.total} tasks failed`);
    });
}

function tell(output: Output, sweep: Sweep, summary: SweepSummary): void {
  if (output.isJson) {
    output.item({ event: "summary", ...summary }, () => "");
    output.item({ event: "ended", ...sweep }, () => "");
    return;
  }
  output.item(sweep, () => (summary.text === "" ? writeCounts(sweep) : summary.text));
  if (summary.state === "failed") output.say("The summary could not be written: `quarterdeck status` shows its task.");
  if (summary.message?.account === "outbox") {
    output.say("No chat is connected: the summary is kept in the outbox and was not sent.");
  }
}

function writeCounts(sweep: Sweep): string {
  return Object.entries(sweep.by_status)
    .map(([status, count]) => `${status.replaceAll("_", " ")}: ${count}`)
    .join(", ");
}
