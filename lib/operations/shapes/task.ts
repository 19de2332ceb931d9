/** Owns how a task, its trace, its sweep and its costs look in answers. */
import { z } from "zod";
import type { DecisionRow } from "#lib/db/decisions.ts";
import type { ModelCallRow } from "#lib/db/model-calls.ts";
import type { ListedTask } from "#lib/db/task-lists.ts";
import type { SweepProgress } from "#lib/db/tasks.ts";
import {
  JsonObjectSchema,
  Moment,
  TaskStatusSchema,
  TaskTriggerSchema,
  toMoment,
  toMomentOrNull,
  toRecord,
} from "./fields.ts";

export const Task = z
  .object({
    id: z.string(),
    domain: z.string(),
    task: z.string(),
    name: z.string().describe("domain.task"),
    params: JsonObjectSchema,
    status: TaskStatusSchema,
    priority: z.number().int(),
    trigger: TaskTriggerSchema,
    requested_by: z.string().nullable(),
    run_at: Moment.nullable(),
    waiting_for: z.string().nullable().describe("Why a queued task has not started"),
    attempt: z.number().int(),
    result: JsonObjectSchema.nullable(),
    error: JsonObjectSchema.nullable(),
    cost_micros: z.number().int(),
    depth: z.number().int(),
    correlation_id: z.string(),
    parent_task_id: z.string().nullable(),
    sweep_id: z.string().nullable(),
    is_dry_run: z.boolean().describe("Only tells what it would do: nothing it led to was sent, kept or changed"),
    preview_of: z.string().nullable().describe("The dry run that was seen before this was asked for"),
    created_at: Moment,
    started_at: Moment.nullable(),
    finished_at: Moment.nullable(),
    duration_ms: z.number().int().nullable(),
  })
  .meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

export function describeTask(row: ListedTask): Task {
  return {
    id: row.id,
    domain: row.domain,
    task: row.task,
    name: `${row.domain}.${row.task}`,
    params: toRecord(row.params),
    status: row.status,
    priority: row.priority,
    trigger: row.trigger,
    requested_by: row.requested_by,
    run_at: toMomentOrNull(row.run_at),
    waiting_for: row.waiting_for,
    attempt: row.attempt,
    result: row.result === null ? null : toRecord(row.result),
    error: row.error === null ? null : toRecord(row.error),
    cost_micros: row.cost_micros,
    depth: row.depth,
    correlation_id: row.correlation_id,
    parent_task_id: row.parent_task_id,
    sweep_id: row.sweep_id,
    is_dry_run: row.is_dry_run,
    preview_of: row.preview_of,
    created_at: toMoment(row.created_at),
    started_at: toMomentOrNull(row.started_at),
    finished_at: toMomentOrNull(row.finished_at),
    duration_ms: row.duration_ms,
  };
}

/** What a dispatch answers: the task runs on, and its address tells how it goes. */
export const QueuedTask = z
  .object({
    id: z.string(),
    status: z.literal("queued"),
    status_path: z.string().describe("Where to read how it goes"),
  })
  .meta({ id: "QueuedTask" });
export type QueuedTask = z.infer<typeof QueuedTask>;

export function describeQueuedTask(task: { id: string; status: "queued" }): QueuedTask {
  return { id: task.id, status: task.status, status_path: `/tasks/${task.id}` };
}

export const Decision = z
  .object({
    id: z.string(),
    attempt: z.number().int(),
    seq: z.number().int(),
    kind: z.enum(["plan", "tool-call", "delegate", "propose", "escalate", "complete"]),
    reasoning: z.string(),
    confidence: z.number().nullable(),
    data: JsonObjectSchema,
    created_at: Moment,
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

export function describeDecision(row: DecisionRow): Decision {
  return {
    id: row.id,
    attempt: row.attempt,
    seq: row.seq,
    kind: row.kind,
    reasoning: row.reasoning,
    confidence: row.confidence,
    data: toRecord(row.data),
    created_at: toMoment(row.created_at),
  };
}

export const ModelCall = z
  .object({
    id: z.string(),
    purpose: z.string(),
    provider: z.string(),
    model: z.string(),
    input_tokens: z.number().int(),
    output_tokens: z.number().int(),
    cost_micros: z.number().int(),
    duration_ms: z.number().int(),
    error: z.string().nullable(),
    created_at: Moment,
  })
  .meta({ id: "ModelCall" });
export type ModelCall = z.infer<typeof ModelCall>;

export function describeModelCall(row: ModelCallRow): ModelCall {
  return {
    id: row.id,
    purpose: row.purpose,
    provider: row.provider,
    model: row.model,
    input_tokens: row.input_tokens,
    output_tokens: row.output_tokens,
    cost_micros: row.cost_micros,
    duration_ms: row.duration_ms,
    error: row.error,
    created_at: toMoment(row.created_at),
  };
}

const Skipped = z.object({ domain: z.string(), reason: z.string() });

export const Sweep = z
  .object({
    id: z.string(),
    trigger: TaskTriggerSchema,
    requested_by: z.string().nullable(),
    agents: z.number().int().describe("How many agents have daily work, started or not"),
    total: z.number().int().describe("How many tasks it started"),
    finished: z.number().int().describe("How many of them have ended or wait for a person"),
    by_status: z.partialRecord(TaskStatusSchema, z.number().int()),
    skipped: z.array(Skipped).describe("Agents that were not started, each with the reason"),
    created_at: Moment,
  })
  .meta({ id: "Sweep" });
export type Sweep = z.infer<typeof Sweep>;

export function describeSweep(row: SweepProgress): Sweep {
  const open = (row.by_status.queued ?? 0) + (row.by_status.planning ?? 0) + (row.by_status.running ?? 0);
  return {
    id: row.id,
    trigger: row.trigger,
    requested_by: row.requested_by,
    agents: row.agents,
    total: row.total,
    finished: row.total - open,
    by_status: row.by_status,
    skipped: z.array(Skipped).parse(row.skipped),
    created_at: toMoment(row.created_at),
  };
}
