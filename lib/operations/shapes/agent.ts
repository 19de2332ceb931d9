/** Owns how an agent looks in answers: its declaration, what the workspace has set, and what its work says of it. */
import { z } from "zod";
import type { AgentState } from "#lib/db/agents.ts";
import { chooseLink, type Links } from "#lib/kernel/connections.ts";
import type { AgentDefinition, AnyTask } from "#lib/kernel/define.ts";
import {
  AutonomySchema,
  JsonObjectSchema,
  Moment,
  TaskStatusSchema,
  toMoment,
  toMomentOrNull,
  toRecord,
} from "./fields.ts";

const AgentStatus = z.enum(["idle", "active", "waiting_approval", "paused", "error"]).meta({ id: "AgentStatus" });
type AgentStatus = z.infer<typeof AgentStatus>;

export const Agent = z
  .object({
    domain: z.string(),
    name: z.string(),
    pack: z.string(),
    purpose: z.string(),
    status: AgentStatus,
    autonomy: AutonomySchema,
    settings: JsonObjectSchema,
    daily_budget_micros: z.number().int().nullable(),
    paused_at: Moment.nullable(),
    has_sweep: z.boolean().describe("Whether the daily sweep runs it"),
    tasks_today: z.number().int(),
    waiting_approvals: z.number().int(),
    running_tasks: z.number().int(),
    last_task: z
      .object({
        id: z.string(),
        name: z.string(),
        title: z.string().describe("What the task is called on the pages"),
        note: z.string().nullable().describe("What it said of itself in one line, or why it failed"),
        status: TaskStatusSchema,
        created_at: Moment,
      })
      .nullable(),
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;

export function describeAgent(definition: AgentDefinition, state: AgentState): Agent {
  return {
    domain: definition.domain,
    name: definition.name,
    pack: definition.pack,
    purpose: definition.purpose,
    status: readStatus(state),
    autonomy: state.autonomy,
    settings: readSettings(definition, state.settings),
    daily_budget_micros: state.daily_budget_micros,
    paused_at: toMomentOrNull(state.paused_at),
    has_sweep: definition.sweep !== undefined,
    tasks_today: state.tasks_today,
    waiting_approvals: state.waiting_approvals,
    running_tasks: state.running_tasks,
    last_task:
      state.last_task_id === null || state.last_task_status === null || state.last_task_at === null
        ? null
        : {
            id: state.last_task_id,
            name: `${definition.domain}.${state.last_task}`,
            title: definition.tasks.find(task => task.name === state.last_task)?.title ?? state.last_task ?? "",
            note: state.last_task_note,
            status: state.last_task_status,
            created_at: toMoment(state.last_task_at),
          },
  };
}

/** What is stored, completed by the defaults of settings that are newer than it. */
function readSettings(definition: AgentDefinition, stored: unknown): Record<string, unknown> {
  const parsed = definition.settings.safeParse(stored);
  return toRecord(parsed.success ? parsed.data : stored);
}

function readStatus(state: AgentState): AgentStatus {
  if (state.paused_at !== null) return "paused";
  if (state.running_tasks > 0) return "active";
  if (state.waiting_approvals > 0) return "waiting_approval";
  return state.last_task_status === "failed" ? "error" : "idle";
}

export const TaskDeclaration = z
  .object({
    name: z.string().describe("domain.task, as a dispatch names it"),
    title: z.string(),
    purpose: z.string(),
    params: JsonObjectSchema.describe("JSON Schema of what it takes"),
    effects: z.array(z.string()).describe("What it may propose"),
    takes: z
      .record(z.string(), z.record(z.string(), z.string()))
      .describe("Kinds of row it can be delegated for: which of its params is filled from which of the row's fields"),
    refuses_dry_run: z.string().nullable().describe("Why there is no dry run of it; null where there is one"),
  })
  .meta({ id: "TaskDeclaration" });
export type TaskDeclaration = z.infer<typeof TaskDeclaration>;

export function describeTaskDeclaration(domain: string, task: AnyTask): TaskDeclaration {
  return {
    name: `${domain}.${task.name}`,
    title: task.title,
    purpose: task.purpose,
    params: toJsonSchema(task.params),
    effects: [...(task.effects ?? [])],
    takes: (task.takes ?? {}) as Record<string, Record<string, string>>,
    refuses_dry_run: task.refusesDryRun ?? null,
  };
}

/** A schema as what a form, the command line or a model may send. */
export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return toRecord(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

export const CapabilityUse = z
  .object({
    capability: z.string(),
    connector: z.string().nullable().describe("What serves it; null when nothing is connected"),
    title: z.string().nullable(),
    is_local: z.boolean().describe("True when nothing leaves the house"),
  })
  .meta({ id: "CapabilityUse" });
export type CapabilityUse = z.infer<typeof CapabilityUse>;

export function describeCapabilities(definition: AgentDefinition, links: Links): CapabilityUse[] {
  return definition.capabilities.map(capability => {
    const link = chooseLink(links, capability);
    return {
      capability,
      connector: link?.name ?? null,
      title: link?.title ?? null,
      is_local: link?.isLocal ?? true,
    };
  });
}
