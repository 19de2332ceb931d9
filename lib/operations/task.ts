/** Owns the operations on tasks: dispatch, reading, cancelling and running again. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { listApprovals } from "#lib/db/approvals.ts";
import { listDecisions } from "#lib/db/decisions.ts";
import { listDeliveries } from "#lib/db/deliveries.ts";
import { listMessages } from "#lib/db/messages.ts";
import { listModelCalls } from "#lib/db/model-calls.ts";
import { listOutputsOfTask } from "#lib/db/outputs.ts";
import { findTask, listTasks, type TaskRow } from "#lib/db/tasks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { cancelTask } from "#lib/kernel/cancel.ts";
import { type DispatchRequest, dispatchTasks, maxBulk } from "#lib/kernel/dispatch.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Approval, describeApproval } from "./shapes/approval.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { Id, JsonObjectSchema, TaskStatusSchema, TaskTriggerSchema } from "./shapes/fields.ts";
import { describeMessage, Message } from "./shapes/message.ts";
import { describeOutput, Output } from "./shapes/output.ts";
import {
  Decision,
  describeDecision,
  describeModelCall,
  describeQueuedTask,
  describeTask,
  ModelCall,
  QueuedTask,
  Task,
} from "./shapes/task.ts";

const priorityWords = { low: 2, medium: 5, high: 8, urgent: 10 } as const;
type PriorityWord = keyof typeof priorityWords;

/** 1 to 10, or a word for one. */
const Priority = z.union([
  z.enum(Object.keys(priorityWords) as [PriorityWord, ...PriorityWord[]]),
  z.coerce.number("give low, medium, high, urgent or a number from 1 to 10").int().min(1).max(10),
]);

const Dispatch = z.object({
  task: z
    .string()
    .max(130)
    .regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, "name a task as domain.task, like prospect.score-all")
    .describe("What to run, as domain.task: prospect.score-all"),
  params: JsonObjectSchema.default({}).describe("What the task takes; its agent's description gives the schema"),
  priority: Priority.optional().describe("low, medium, high, urgent, or 1 to 10 with 10 first; medium unless given"),
  run_at: z.iso
    .datetime({ offset: true, error: "give a moment like 2026-11-20T09:00:00Z" })
    .optional()
    .describe("When to start; at once unless given"),
});

function toRequest(dispatch: z.infer<typeof Dispatch>): DispatchRequest {
  const { task, params, priority, run_at } = dispatch;
  return {
    task,
    params,
    priority: typeof priority === "string" ? priorityWords[priority] : priority,
    runAt: run_at === undefined ? undefined : new Date(run_at),
  };
}

export const taskDispatch = defineCommand({
  name: "task.dispatch",
  title: "Run a task",
  summary: "Delegates one task to its agent. It is queued at once and runs on; read its address for how it goes.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/tasks",
  input: Dispatch,
  output: QueuedTask,
  async run(context, input) {
    const [task] = await dispatchTasks(context.kernel, context.session, context, [toRequest(input)]);
    return describeQueuedTask(task as { id: string; status: "queued" });
  },
});

export const taskDispatchMany = defineCommand({
  name: "task.dispatch-many",
  title: "Run many tasks",
  summary: "Delegates up to 5,000 tasks at once: all of them are queued, or none.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/tasks/bulk",
  input: z.object({
    tasks: z
      .array(Dispatch)
      .min(1, "name at least one task")
      .max(maxBulk, `dispatch at most ${maxBulk} tasks at once`)
      .describe("The tasks, each as task.dispatch takes it"),
  }),
  output: z.object({ data: z.array(QueuedTask) }),
  async run(context, { tasks }) {
    const queued = await dispatchTasks(context.kernel, context.session, context, tasks.map(toRequest));
    return { data: queued.map(describeQueuedTask) };
  },
});

export const taskList = defineQuery({
  name: "task.list",
  title: "List tasks",
  summary: "Tasks, newest first, by status, agent, trigger, sweep, correlation or time.",
  scope: "tasks:read",
  role: "viewer",
  path: "/tasks",
  input: PageInput.extend({
    status: TaskStatusSchema.optional().describe("Only tasks in this status"),
    domain: z.string().max(63).optional().describe("Only tasks of this agent"),
    trigger: TaskTriggerSchema.optional().describe("Only tasks that came in this way"),
    sweep_id: Id.optional().describe("Only tasks of this sweep"),
    correlation_id: Id.optional().describe("Only tasks that one dispatch led to"),
    from: z.iso.datetime({ offset: true }).optional().describe("Dispatched at or after this moment"),
    to: z.iso.datetime({ offset: true }).optional().describe("Dispatched before this moment"),
  }),
  output: pageOf(Task),
  async run({ session, workspaceId }, { limit, cursor, from, to, ...input }) {
    const rows = await listTasks(
      session,
      workspaceId,
      {
        status: input.status,
        domain: input.domain,
        trigger: input.trigger,
        sweepId: input.sweep_id,
        correlationId: input.correlation_id,
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
      },
      { limit: limit + 1, beforeId: decodeIdCursor(cursor) },
    );
    return toPage(rows, limit, row => [row.id], describeTask);
  },
});

const TaskDetail = Task.extend({
  decisions: z.array(Decision),
  messages: z.array(Message),
  approvals: z.array(Approval),
  deliveries: z.array(Delivery),
  outputs: z.array(Output),
  model_calls: z.array(ModelCall),
  children: z.array(Task).describe("The latest tasks that this one led to"),
}).meta({ id: "TaskDetail" });

export const taskGet = defineQuery({
  name: "task.get",
  title: "Show a task",
  summary: "A task with its reasoning trace, messages, approvals, deliveries, outputs and what its model calls cost.",
  scope: "tasks:read",
  role: "viewer",
  path: "/tasks/{id}",
  input: z.object({ id: Id.describe("The task's id") }),
  output: TaskDetail,
  async run(context, { id }) {
    const { session, workspaceId } = context;
    const task = await requireTask(context, id);
    const page = { limit: 200 };
    const decisions = await listDecisions(session, workspaceId, id);
    const messages = await listMessages(session, workspaceId, { taskId: id }, page);
    const approvals = await listApprovals(session, workspaceId, { taskId: id }, { ...page, order: "newest" });
    const deliveries = await listDeliveries(session, workspaceId, { taskId: id }, page);
    const outputs = await listOutputsOfTask(session, workspaceId, id);
    const modelCalls = await listModelCalls(session, workspaceId, id);
    const children = await listTasks(session, workspaceId, { parentTaskId: id }, { limit: 50 });
    return {
      ...describeTask(task),
      decisions: decisions.map(describeDecision),
      messages: messages.map(describeMessage),
      approvals: approvals.map(describeApproval),
      deliveries: deliveries.map(describeDelivery),
      outputs: outputs.map(({ output, latest, files }) => describeOutput(output, latest, files)),
      model_calls: modelCalls.map(describeModelCall),
      children: children.map(describeTask),
    };
  },
});

export const taskCancel = defineCommand({
  name: "task.cancel",
  title: "Cancel a task",
  summary: "Ends a task that has not ended; what it proposed and what is not yet sent is taken back.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/tasks/{id}/cancel",
  input: z.object({ id: Id.describe("The task's id") }),
  output: Task,
  async run(context, { id }) {
    await cancelTask(context.kernel, context.session, context, id);
    context.changed("task", id);
    return describeTask(await requireTask(context, id));
  },
});

export const taskRerun = defineCommand({
  name: "task.rerun",
  title: "Run a task again",
  summary: "Dispatches a new task with the same parameters and priority as an earlier one.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/tasks/{id}/rerun",
  input: z.object({ id: Id.describe("The earlier task's id") }),
  output: QueuedTask,
  async run(context, { id }) {
    const { kernel, session, workspaceId, actor } = context;
    const earlier = await requireTask(context, id);
    const name = `${earlier.domain}.${earlier.task}`;
    const [task] = await dispatchTasks(kernel, session, context, [
      { task: name, params: earlier.params, priority: earlier.priority, parentTaskId: earlier.id },
    ]);
    if (task === undefined) throw refuseFields([{ path: "id", message: "this task cannot be run again" }]);
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "task.rerun",
        entity: "task",
        entityId: id,
        taskId: id,
        summary: `ran ${name} again`,
        data: { task_id: task.id },
      },
    ]);
    return describeQueuedTask(task);
  },
});

async function requireTask(
  { session, workspaceId }: Pick<OperationContext, "session" | "workspaceId">,
  id: string,
): Promise<TaskRow> {
  const row = await findTask(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such task in this workspace");
  return row;
}
