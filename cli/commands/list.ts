/** Owns `list`: every agent with what it can do. */
import type { Command } from "commander";
import type { Agent, AgentDetail } from "../rows.ts";
import { openSession } from "../session.ts";

export function addListCommand(program: Command): void {
  program
    .command("list")
    .description("every agent and the tasks it can run")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const { data } = await api.call<{ data: Agent[] }>("agent.list");
      const agents = await Promise.all(data.map(({ domain }) => api.call<AgentDetail>("agent.get", { domain })));
      if (output.isJson) return output.rows(agents, [], "");
      const rows = agents.flatMap(agent => agent.tasks.map((task, at) => ({ agent: at === 0 ? agent : null, task })));
      output.rows(
        rows,
        [
          ["AGENT", row => row.agent?.domain ?? ""],
          ["STATUS", row => row.agent?.status ?? ""],
          ["AUTONOMY", row => row.agent?.autonomy ?? ""],
          ["TASK", row => row.task.name],
          ["WHAT IT DOES", row => row.task.title],
        ],
        "This workspace has no agents yet.",
      );
    });
}
