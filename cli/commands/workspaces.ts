/** Owns `workspaces`: those that the key's owner belongs to and the key may see. */
import type { Command } from "commander";
import type { Workspace } from "../rows.ts";
import { openSession } from "../session.ts";

export function addWorkspacesCommand(program: Command): void {
  program
    .command("workspaces")
    .description("the workspaces this key may see")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const { data } = await api.call<{ data: Workspace[] }>("workspace.list");
      output.rows(
        data,
        [
          ["ID", row => row.id],
          ["NAME", row => (row.is_sample ? `${row.name} (sample data)` : row.name)],
          ["ROLE", row => row.role],
        ],
        "This key belongs to no workspace.",
      );
    });
}
