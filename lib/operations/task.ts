/** Owns the operations on tasks: dispatch, reading, cancelling and running again. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { listApprovals } from "#lib/db/approvals.ts";
import { listDecisions } from "#lib/db/decisions.ts";
import { listDeliveries } from "#lib/db/deliveries.ts";
import { findMessageHandledBy, listMessages } from "#lib/db/messages.ts";
import { listModelCalls } from "#lib/db/model-calls.ts";
import { listOutputsOfTask } from "#lib/db/outputs.ts";
import { listTasks } from "#lib/db/task-lists.ts";
import { searchTasks } from "#lib/db/task-search.ts";
import { findTask, type TaskRow } from "#lib/db/tasks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { cancelTask } from "#lib/kernel/cancel.ts";
import { type DispatchRequest, dispatchTasks, maxBulk } from "#lib/kernel/dispatch.ts";
import { listTaskTitles } from "#lib/kernel/task-terms.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, encodeCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Approval, describeApproval } from "./shapes/approval.ts";
import { Attempt, describeAttempts } from "./shapes/attempt.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { Flag, Id, JsonObjectSchema, TaskStatusSchema, TaskTriggerSchema } from "./shapes/fields.ts";
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
import { describePreview, TaskPreviewShape } from "./shapes/task-preview.ts";

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
  is_dry_run: z
    .boolean()
    .default(false)
    .describe("Only see what it would do: it runs as usual, and all that it leads to is undone; model calls cost"),
  preview_of: Id.optional().describe("The finished dry run of the same task and params that was looked at before"),
});

function toRequest(dispatch: z.infer<typeof Dispatch>): DispatchRequest {
  const { task, params, priority, run_at, is_dry_run, preview_of } = dispatch;
  return {
    task,
    params,
    priority: typeof priority === "string" ? priorityWords[priority] : priority,
    runAt: run_at === undefined ? undefined : new Date(run_at),
    isDryRun: is_dry_run,
    previewOf: preview_of,
  };
}

export const taskDispatch = defineCommand({
  name: "task.dispatch",
  title: "Run a task",
  summary:
    "Delegates one task to its agent, or asks by is_dry_run what it would do. It is queued at once and runs on; read its address for how it goes.",
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

const TaskPage = pageOf(Task).extend({
  is_whole_word: z
    .boolean()
    .describe("True when too many words begin like the last one of a search, so that it was looked for as it is"),
});

export const taskList = defineQuery({
  name: "task.list",
  title: "List tasks",
  summary:
    "Tasks, newest first, by status, agent, trigger, sweep, correlation, time or words. A search looks at some hundreds of tasks a page: go on with next_cursor, also from a page that is not full.",
  scope: "tasks:read",
  role: "viewer",
  path: "/tasks",
  input: PageInput.extend({
    status: TaskStatusSchema.optional().describe("Only tasks in this status"),
    domain: z.string().max(63).optional().describe("Only tasks of this agent"),
    trigger: TaskTriggerSchema.optional().describe("Only tasks that came in this way"),
    is_dry_run: Flag.optional().describe("Only dry runs, or only those that are none"),
    text: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe(
        "Only tasks with all these words in their names, in what they were given, in their result or in their error; of the last word the beginning is enough",
      ),
    sweep_id: Id.optional().describe("Only tasks of this sweep"),
    correlation_id: Id.optional().describe("Only tasks that one dispatch led to"),
    from: z.iso.datetime({ offset: true }).optional().describe("Dispatched at or after this moment"),
    to: z.iso.datetime({ offset: true }).optional().describe("Dispatched before this moment"),
  }),
  output: TaskPage,
  async run({ session, workspaceId, kernel }, { limit, cursor, from, to, text = "", ...input }) {
    const filter = {
      status: input.status,
      domain: input.domain,
      trigger: input.trigger,
      isDryRun: input.is_dry_run,
      sweepId: input.sweep_id,
      correlationId: input.correlation_id,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const beforeId = decodeIdCursor(cursor);
    if (text === "") {
      const rows = await listTasks(session, workspaceId, filter, { limit: limit + 1, beforeId });
      return { ...toPage(rows, limit, row => [row.id], describeTask), is_whole_word: false };
    }
    const titles = JSON.stringify(listTaskTitles(kernel));
    const found = await searchTasks(session, workspaceId, { filter, text, titles }, { limit, beforeId });
    return {
      data: found.rows.map(describeTask),
      next_cursor: found.nextBeforeId === null ? null : encodeCursor([found.nextBeforeId]),
      is_whole_word: found.isWholeWord,
    };
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
  attempts: z.array(Attempt).describe("What its time went to, attempt by attempt"),
  parent: Task.nullable().describe("The task that led to this one"),
  cause: Message.nullable().describe("The message that this task answers"),
  preview: TaskPreviewShape.nullable().describe("What a finished dry run would have led to; null for any other task"),
}).meta({ id: "TaskDetail" });

export const taskGet = defineQuery({
  name: "task.get",
  title: "Show a task",
  summary: "A task with its reasoning trace, messages, approvals, deliveries, outputs and what its model calls cost.",
  scope: "tasks:read",
  role: "viewer",
  path: "/tasks/{id}",
  isSnapshot: true,
  input: z.object({ id: Id.describe("The task's id") }),
  output: TaskDetail,
  async run(context, { id }) {
    const { session, workspaceId } = context;
    const task = await requireTask(context, id);
    const page = { limit: 200 };
    const [decisions, messages, approvals, deliveries, outputs, modelCalls, children, parent, cause] =
      await Promise.all([
        listDecisions(session, workspaceId, id),
        listMessages(session, workspaceId, { taskId: id }, page),
        listApprovals(session, workspaceId, { taskId: id }, { ...page, order: "newest" }),
        listDeliveries(session, workspaceId, { taskId: id }, page),
        listOutputsOfTask(session, workspaceId, id),
        listModelCalls(session, workspaceId, id),
        listTasks(session, workspaceId, { parentTaskId: id }, { limit: 50 }),
        task.parent_task_id === null ? undefined : findTask(session, workspaceId, task.parent_task_id),
        task.trigger === "message" ? findMessageHandledBy(session, workspaceId, id) : undefined,
      ]);
    return {
      ...describeTask(task),
      attempts: describeAttempts(task),
      parent: parent === undefined ? null : describeTask(parent),
      cause: cause === undefined ? null : describeMessage(cause),
      decisions: decisions.map(describeDecision),
      messages: messages.map(describeMessage),
      approvals: approvals.map(describeApproval),
      deliveries: deliveries.map(describeDelivery),
      outputs: outputs.map(({ output, latest, files }) => describeOutput(output, latest, files)),
      model_calls: modelCalls.map(describeModelCall),
      children: children.map(describeTask),
      preview: describePreview(task.preview),
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
  summary: "Dispatches a new task with the parameters and the priority of an earlier one, or with others.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/tasks/{id}/rerun",
  input: z.object({
    id: Id.describe("The earlier task's id"),
    params: JsonObjectSchema.optional().describe("What to give it instead; the earlier task's parameters unless given"),
  }),
  output: QueuedTask,
  async run(context, { id, params }) {
    const { kernel, session, workspaceId, actor } = context;
    const earlier = await requireTask(context, id);
    const name = `${earlier.domain}.${earlier.task}`;
    const [task] = await dispatchTasks(kernel, session, context, [
      {
        task: name,
        params: params ?? earlier.params,
        priority: earlier.priority,
        parentTaskId: earlier.id,
        isDryRun: earlier.is_dry_run,
      },
    ]);
    if (task === undefined) throw refuseFields([{ path: "id", message: "this task cannot be run again" }]);
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "task.rerun",
        entity: "task",
        entityId: id,
        taskId: id,
        summary: params === undefined ? `ran ${name} again` : `ran ${name} again with other parameters`,
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
