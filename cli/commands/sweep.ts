/** Owns `sweep`: starts every due agent at once. */
import type { Command } from "commander";
import { exitCodes, Failure } from "../failure.ts";
import { followSweep } from "../follow.ts";
import type { Sweep } from "../rows.ts";
import { openSession } from "../session.ts";

export function addSweepCommand(program: Command): void {
  program
    .command("sweep")
    .description("start every agent that has daily work")
    .option("-w, --wait", "follow it until every task has ended")
    .option("--idempotency-key <key>", "the same key starts one sweep, however often it is sent")
    .action(async (options: { wait?: boolean; idempotencyKey?: string }, command: Command) => {
      const { api, output } = await openSession(command);
      const started = await api.call<Sweep>("sweep.run", {}, { idempotencyKey: options.idempotencyKey });
      for (const skip of started.skipped) output.say(`Skipped ${skip.domain}: ${skip.reason}`);
      const sweep = options.wait === true ? await followSweep(api, output, started.id) : started;
      output.item(sweep, () => (options.wait === true ? writeCounts(sweep) : sweep.id));
      if (options.wait !== true)
        output.say(`The sweep has started ${sweep.total} ${sweep.total === 1 ? "task" : "tasks"}.`);
      const failed = options.wait === true ? (sweep.by_status.failed ?? 0) : 0;
      if (failed > 0) throw new Failure(exitCodes.failed, `${failed} of ${sweep.total} tasks failed`);
    });
}

function writeCounts(sweep: Sweep): string {
  return Object.entries(sweep.by_status)
    .map(([status, count]) => `${status.replaceAll("_", " ")}: ${count}`)
    .join(", ");
}
