/** Owns the operation that lists what agents can be asked to do, over all of them: what a "Delegate to …" offers for a row. */
import { z } from "zod";
import { listAgents } from "#lib/db/agents.ts";
import { type Subject, subjects } from "#lib/kernel/subjects.ts";
import { defineQuery } from "./define.ts";
import { describeTaskDeclaration, TaskDeclaration } from "./shapes/agent.ts";
import { AutonomySchema } from "./shapes/fields.ts";

const TaskDefinition = TaskDeclaration.extend({
  domain: z.string(),
  agent: z.string().describe("The agent's name"),
  autonomy: AutonomySchema.describe("What its agent may do with what it proposes"),
  is_paused: z.boolean().describe("A paused agent takes no new task"),
}).meta({ id: "TaskDefinition" });
export type TaskDefinition = z.infer<typeof TaskDefinition>;
export type { Subject };

export const taskDefinitionList = defineQuery({
  name: "task-definition.list",
  title: "List what can be delegated",
  summary:
    "The tasks of all agents with the schemas of their parameters; with takes, only those that can be delegated for such a row.",
  scope: "agents:read",
  role: "viewer",
  path: "/task-definitions",
  input: z.object({
    takes: z.enum(subjects).optional().describe("Only tasks that can be delegated for a row of this kind"),
  }),
  output: z.object({ data: z.array(TaskDefinition), next_cursor: z.string().nullable() }),
  async run({ kernel, session, workspaceId }, { takes }) {
    const rows = new Map((await listAgents(session, workspaceId)).map(row => [row.domain, row]));
    const data = kernel.registry.list().flatMap(agent => {
      const row = rows.get(agent.domain);
      if (row === undefined) return [];
      return agent.tasks
        .filter(task => takes === undefined || task.takes?.[takes] !== undefined)
        .map(task => ({
          ...describeTaskDeclaration(agent.domain, task),
          domain: agent.domain,
          agent: agent.name,
          autonomy: row.autonomy,
          is_paused: row.paused_at !== null,
        }));
    });
    return { data, next_cursor: null };
  },
});
