/** Owns the operations on agents: what each can do, how it does, and what the workspace has set for it. */
import { DateTime } from "luxon";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import { toJsonObject } from "#lib/core/json.ts";
import { listAgentStates, readAgentFigures, updateAgent } from "#lib/db/agents.ts";
import { findWorkspace, updateWorkspace } from "#lib/db/workspaces.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { pauseAgent, resumeAgent } from "#lib/kernel/pause.ts";
import { rebindPending } from "#lib/kernel/rebind.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import {
  Agent,
  CapabilityUse,
  describeAgent,
  describeCapabilities,
  describeTaskDeclaration,
  TaskDeclaration,
  toJsonSchema,
} from "./shapes/agent.ts";
import { AutonomySchema, JsonObjectSchema } from "./shapes/fields.ts";

const Domain = z.string().min(1).max(63).describe("The agent's domain, like outreach");
/** How many of its latest tasks and proposals an agent's figures look at. */
const figureWindow = 500;

/** Every agent that the code declares and the workspace has, with its state at this moment. */
export async function readAgents(context: OperationContext, domain?: string): Promise<Agent[]> {
  const { session, workspaceId, kernel, clock, caller } = context;
  const workspace = await findWorkspace(session, workspaceId, caller.userId);
  const since = DateTime.fromJSDate(clock.now(), { zone: workspace?.time_zone ?? "UTC" })
    .startOf("day")
    .toJSDate();
  const states = await listAgentStates(session, workspaceId, { since, domain });
  return kernel.registry.list().flatMap(definition => {
    const state = states.find(row => row.domain === definition.domain);
    return state === undefined ? [] : [describeAgent(definition, state)];
  });
}

async function readAgent(context: OperationContext, domain: string): Promise<Agent> {
  context.kernel.registry.require(domain);
  const [agent] = await readAgents(context, domain);
  if (agent === undefined) throw new AppError("not-found", `this workspace has no agent "${domain}" yet`);
  return agent;
}

export const agentList = defineQuery({
  name: "agent.list",
  title: "List agents",
  summary: "Every agent with its status, autonomy, today's tasks, waiting approvals and last run.",
  scope: "agents:read",
  role: "viewer",
  path: "/agents",
  input: z.object({}),
  output: z.object({ data: z.array(Agent), next_cursor: z.string().nullable() }),
  async run(context) {
    return { data: await readAgents(context), next_cursor: null };
  },
});

const AgentFigures = z
  .object({
    window: z.number().int().describe("How many of the latest tasks and proposals these figures look at"),
    tasks: z.number().int(),
    completed: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
    median_ms: z.number().nullable(),
    cost_micros: z.number().int(),
    approvals: z.object({
      approved_unedited: z.number().int(),
      approved_edited: z.number().int(),
      rejected: z.number().int(),
      expired: z.number().int(),
    }),
  })
  .meta({ id: "AgentFigures" });

const AgentDetail = Agent.extend({
  default_autonomy: AutonomySchema,
  tasks: z.array(TaskDeclaration),
  settings_schema: JsonObjectSchema.describe("JSON Schema of its settings"),
  capabilities: z.array(CapabilityUse),
  tables: z.array(z.string()),
  limits: z.object({ concurrency: z.number().int(), retries: z.number().int() }),
  sweep: z.object({ task: z.string(), params: JsonObjectSchema }).nullable(),
  figures: AgentFigures,
}).meta({ id: "AgentDetail" });

export const agentGet = defineQuery({
  name: "agent.get",
  title: "Show an agent",
  summary:
    "What an agent can do, with the schemas of its tasks and settings, how it did lately, and how people decided on its proposals.",
  scope: "agents:read",
  role: "viewer",
  path: "/agents/{domain}",
  input: z.object({ domain: Domain }),
  output: AgentDetail,
  async run(context, { domain }) {
    const agent = await readAgent(context, domain);
    const definition = context.kernel.registry.require(domain);
    const figures = await readAgentFigures(context.session, context.workspaceId, domain, figureWindow);
    const { approved_unedited, approved_edited, rejected, expired, ...taskFigures } = figures;
    return {
      ...agent,
      default_autonomy: definition.autonomy,
      tasks: definition.tasks.map(task => describeTaskDeclaration(domain, task)),
      settings_schema: toJsonSchema(definition.settings),
      capabilities: describeCapabilities(
        definition,
        await context.kernel.connectors.listLinks(context.session, context.workspaceId),
      ),
      tables: [...definition.tables],
      limits: definition.limits,
      sweep:
        definition.sweep === undefined
          ? null
          : { task: `${domain}.${definition.sweep.task}`, params: definition.sweep.params },
      figures: {
        window: figureWindow,
        ...taskFigures,
        approvals: { approved_unedited, approved_edited, rejected, expired },
      },
    };
  },
});

export const agentUpdate = defineCommand({
  name: "agent.update",
  title: "Change an agent",
  summary: "Sets an agent's autonomy, settings or daily budget. A change of autonomy raises the policy's version.",
  scope: "agents:write",
  role: "admin",
  method: "PATCH",
  status: 200,
  path: "/agents/{domain}",
  isTool: false,
  input: z.object({
    domain: Domain,
    autonomy: AutonomySchema.optional().describe("manual suggests, copilot asks, autopilot acts inside its limits"),
    settings: JsonObjectSchema.optional().describe("All of its settings, as its settings_schema describes them"),
    daily_budget_micros: z
      .number()
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .nullable()
      .optional()
      .describe(
        "The most its model calls may cost on one UTC day, in millionths of a US dollar; null for the workspace's limit alone",
      ),
  }),
  output: Agent,
  async run(context, { domain, autonomy, settings, daily_budget_micros }) {
    const before = await readAgent(context, domain);
    const definition = context.kernel.registry.require(domain);
    const parsed = settings === undefined ? undefined : definition.settings.strict().safeParse(settings);
    if (parsed?.success === false) throw refuseFields(listFieldErrors(parsed.error, "settings"), parsed.error);
    const changes = {
      ...(autonomy !== undefined && autonomy !== before.autonomy ? { autonomy } : {}),
      ...(parsed !== undefined ? { settings: JSON.stringify(parsed.data) } : {}),
      ...(daily_budget_micros !== undefined ? { daily_budget_micros } : {}),
    };
    if (Object.keys(changes).length === 0) return before;
    const isUpdated = await updateAgent(context.session, context.workspaceId, domain, changes);
    if (!isUpdated) throw new AppError("forbidden", "changing an agent needs the role admin");
    if ("autonomy" in changes) {
      await updateWorkspace(context.session, context.workspaceId, {}, { raisesPolicy: true });
      await rebindPending(context.kernel, context.session, context.workspaceId);
    }
    await recordActivity(context.session, context.workspaceId, context.actor, [
      {
        verb: "agent.updated",
        entity: "agent",
        entityId: domain,
        summary:
          "autonomy" in changes
            ? `set ${definition.name} from ${before.autonomy} to ${autonomy}`
            : `changed the settings of ${definition.name}`,
        data: toJsonObject({ ...changes, settings: parsed?.data }),
      },
    ]);
    context.changed("agent", domain);
    return readAgent(context, domain);
  },
});

export const agentPause = defineCommand({
  name: "agent.pause",
  title: "Pause an agent",
  summary: "A paused agent takes no new task and makes no effect until it is resumed.",
  scope: "agents:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/agents/{domain}/pause",
  input: z.object({ domain: Domain }),
  output: Agent,
  async run(context, { domain }) {
    await pauseAgent(context.kernel, context.session, context, domain);
    context.changed("agent", domain);
    return readAgent(context, domain);
  },
});

export const agentResume = defineCommand({
  name: "agent.resume",
  title: "Resume an agent",
  summary: "Lets a paused agent work again and starts the tasks that waited for it.",
  scope: "agents:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/agents/{domain}/resume",
  input: z.object({ domain: Domain }),
  output: Agent,
  async run(context, { domain }) {
    await resumeAgent(context.kernel, context.session, context, domain);
    context.changed("agent", domain);
    return readAgent(context, domain);
  },
});
