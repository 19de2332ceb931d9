/** Owns messages between agents: stored, routed to the task that handles their topic, and cut where they would loop. */
import { sql } from "kysely";
import { digestOf } from "#lib/core/digest.ts";
import { createId } from "#lib/core/ids.ts";
import { toJsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import type { OutgoingMessage } from "./define.ts";
import { dispatchTasks } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";

/** How many messages may follow from one dispatch, one from another. */
export const maxDepth = 8;

export type MessageOrigin = {
  workspaceId: string;
  domain: string;
  taskId: string;
  correlationId: string;
  depth: number;
};

/** Stores a run's messages and dispatches what handles them. A chain at its end, or repeating itself, goes to a person. */
export async function sendMessages(
  kernel: Kernel,
  session: Session,
  origin: MessageOrigin,
  messages: readonly OutgoingMessage[],
): Promise<void> {
  for (const message of messages) await sendMessage(kernel, session, origin, message);
}

async function sendMessage(
  kernel: Kernel,
  session: Session,
  origin: MessageOrigin,
  message: OutgoingMessage,
): Promise<void> {
  const handler = message.to === undefined ? undefined : kernel.registry.findHandler(message.to, message.topic);
  const stop =
    handler === undefined || message.to === undefined ? null : await findStop(session, origin, message, handler.name);
  const id = createId();
  const isHandled = handler !== undefined && stop === null;
  await session
    .insertInto("messages")
    .values({
      id,
      workspace_id: origin.workspaceId,
      type: stop === null ? message.type : "escalation",
      topic: message.topic,
      from_domain: origin.domain,
      to_domain: isHandled ? message.to : null,
      priority: message.priority ?? 5,
      body: stop === null ? message.body : `${message.body}\n\nNot passed on to ${message.to}: ${stop}`,
      payload: JSON.stringify(message.payload ?? {}),
      correlation_id: origin.correlationId,
      depth: Math.min(origin.depth, maxDepth),
      requires_response: message.requiresResponse ?? false,
      deadline_at: message.deadlineAt ?? null,
      answers: message.answers ?? null,
      task_id: origin.taskId,
      is_untrusted: message.isUntrusted ?? false,
    })
    .execute();
  noteChange(session, "message", id);
  if (message.answers !== undefined) {
    await session
      .updateTable("messages")
      .set({ answered_at: kernel.clock.now() })
      .where("id", "=", message.answers)
      .execute();
  }
  if (!isHandled || message.to === undefined) return;
  const [task] = await dispatchTasks(
    kernel,
    session,
    { workspaceId: origin.workspaceId, actor: { kind: "agent", id: origin.domain, userId: null, via: "message" } },
    [
      {
        task: `${message.to}.${handler.name}`,
        params: message.payload ?? {},
        priority: message.priority,
        parentTaskId: origin.taskId,
        correlationId: origin.correlationId,
        depth: origin.depth + 1,
      },
    ],
  );
  if (task !== undefined) {
    await session.updateTable("messages").set({ handled_by_task_id: task.id }).where("id", "=", id).execute();
  }
}

/** Why a message must not start another task, or null. */
async function findStop(
  session: Session,
  origin: MessageOrigin,
  message: OutgoingMessage,
  task: string,
): Promise<string | null> {
  if (origin.depth >= maxDepth) return `the chain is ${maxDepth} messages long`;
  const paused = await session
    .selectFrom("agents")
    .select("paused_at")
    .where("workspace_id", "=", origin.workspaceId)
    .where("domain", "=", message.to ?? "")
    .executeTakeFirst();
  if (paused === undefined || paused.paused_at !== null) return `${message.to} is paused`;
  const wanted = digestOf(toJsonObject(message.payload ?? {}));
  const { rows } = await sql<{ params: object }>`
    select params from tasks
    where workspace_id = ${origin.workspaceId} and correlation_id = ${origin.correlationId}
      and domain = ${message.to ?? ""} and task = ${task} and id <> ${origin.taskId}`.execute(session);
  if (rows.some(row => digestOf(row.params) === wanted))
    return "the same request was already made in this conversation";
  return null;
}
