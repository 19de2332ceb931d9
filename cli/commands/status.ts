/** Owns `status`: the last twenty tasks. */
import type { Command } from "commander";
import type { Task } from "../rows.ts";
import { openSession } from "../session.ts";
import { showTasks } from "./tasks.ts";

export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description("the last 20 tasks and how they went")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const rows = await api.list<Task>("task.list", {}, 20);
      showTasks(output, rows, "Nothing was delegated yet. `quarterdeck list` shows what the agents can do.");
    });
}
