/** Owns `workspaces`: those that the key's owner belongs to and the key may see, and how the key's own one is set. */
import { type Command, Option } from "commander";
import { refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import type { Workspace } from "../rows.ts";
import { openSession } from "../session.ts";

type Changes = { name?: string; timeZone?: string; sweep?: "on" | "off"; sweepAt?: string };

export function addWorkspacesCommand(program: Command): void {
  const workspaces = program
    .command("workspaces")
    .description("the workspaces this key may see")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const { data } = await api.call<{ data: Workspace[] }>("workspace.list");
      showWorkspaces(output, data);
    });
  workspaces
    .command("set")
    .description("change this key's workspace")
    .option("--name <name>", "what people call it")
    .option("--time-zone <zone>", "where its day begins and ends, like Europe/Berlin")
    .addOption(new Option("--sweep <state>", "whether the daily sweep runs").choices(["on", "off"]))
    .option("--sweep-at <time>", "when it runs, by the workspace's own clock, like 05:00")
    .action(async ({ name, timeZone, sweep, sweepAt }: Changes, command: Command) => {
      if ([name, timeZone, sweep, sweepAt].every(value => value === undefined))
        throw refuseUsage("say what to change: --name, --time-zone, --sweep or --sweep-at");
      const { api, output } = await openSession(command);
      const workspace = await api.call<Workspace>("workspace.update", {
        name,
        time_zone: timeZone,
        sweep_enabled: sweep === undefined ? undefined : sweep === "on",
        sweep_at: sweepAt,
      });
      showWorkspaces(output, [workspace]);
    });
}

function showWorkspaces(output: Output, workspaces: readonly Workspace[]): void {
  output.rows(
    workspaces,
    [
      ["ID", row => row.id],
      ["NAME", row => (row.is_sample ? `${row.name} (sample data)` : row.name)],
      ["ROLE", row => row.role],
      ["SWEEP", row => (row.sweep_enabled ? `${row.sweep_at} ${row.time_zone}` : "off")],
    ],
    "This key belongs to no workspace.",
  );
}
