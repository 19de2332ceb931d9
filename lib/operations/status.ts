/** Owns the short answer to "how is it going?": the latest tasks, what waits, and what is connected. */
import { z } from "zod";
import { countWaiting } from "#lib/db/approvals.ts";
import { listTasks } from "#lib/db/task-lists.ts";
import { readAgents } from "./agent.ts";
import { defineQuery } from "./define.ts";
import { Agent } from "./shapes/agent.ts";
import { describeTask, Task } from "./shapes/task.ts";

const Status = z
  .object({
    tasks: z.array(Task).describe("The latest tasks, newest first"),
    waiting_approvals: z.number().int(),
    agents: z.array(Agent),
    model: z.string().nullable().describe("The configured language model; null when templates write"),
    connectors: z.array(z.string()),
  })
  .meta({ id: "Status" });

export const statusGet = defineQuery({
  name: "status.get",
  title: "Show the status",
  summary: "The latest tasks, the agents' states, what waits for a person, and what is connected.",
  scope: "tasks:read",
  role: "viewer",
  path: "/status",
  input: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(20).describe("How many of the latest tasks, 1 to 100"),
  }),
  output: Status,
  async run(context, { limit }) {
    const { session, workspaceId, kernel } = context;
    const tasks = await listTasks(session, workspaceId, {}, { limit });
    const waiting = await countWaiting(session, workspaceId);
    return {
      tasks: tasks.map(describeTask),
      waiting_approvals: waiting.count,
      agents: await readAgents(context),
      model: kernel.model === null ? null : `${kernel.model.provider}/${kernel.model.name}`,
      connectors: (await kernel.connectors.listLinks(session, workspaceId)).map(link => link.name),
    };
  },
});
