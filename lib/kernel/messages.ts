/** Owns messages between agents: stored, routed to the task that handles their topic, and cut where they would loop. */
import { sql } from "kysely";
import { digestOf } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { type JsonObject, toJsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { findMessage } from "#lib/db/messages.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import type { AnyTask, OutgoingMessage } from "./define.ts";
import { dispatchTasks, type Scope } from "./dispatch.ts";
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
  const taker = await findTaker(kernel, session, origin.workspaceId, message);
  const handler = taker?.task;
  const stop =
    taker === undefined || message.to === undefined
      ? null
      : await findStop(session, origin, message.to, { name: taker.task.name, params: taker.params });
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
      // An answer belongs to whoever asked, also when no task takes it up.
      to_domain: isHandled || (message.answers !== undefined && stop === null) ? (message.to ?? null) : null,
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
        params: taker?.params ?? {},
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

type Taker = { task: AnyTask; params: JsonObject };

/** The task that a message dispatches: of an answer, the one that takes answers to what was asked. */
async function findTaker(
  kernel: Kernel,
  session: Session,
  workspaceId: string,
  message: OutgoingMessage,
): Promise<Taker | undefined> {
  if (message.to === undefined) return undefined;
  if (message.answers !== undefined) {
    const request = await findMessage(session, workspaceId, message.answers);
    const task = request && kernel.registry.findAnswerTaker(message.to, request.topic);
    if (request && task) return { task, params: describeAnswer(request, message.body) };
  }
  const task = kernel.registry.findHandler(message.to, message.topic);
  return task && { task, params: message.payload ?? {} };
}

function describeAnswer(request: { payload: unknown }, answer: string): JsonObject {
  return { request: toJsonObject(request.payload as object), answer };
}

/**
 * Answers, as a person, a message that waits for it: kept as a response to whoever asked, and handed to the task of that agent
 * which takes such answers. Throws `conflict` with who answered before, `illegal-transition` when no answer was asked for.
 */
export async function answerMessage(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  { id, answer }: { id: string; answer: string },
): Promise<{ messageId: string; taskId: string | null }> {
  const { workspaceId, actor } = scope;
  if (actor.userId === null) throw new AppError("forbidden", "only a person answers in the name of the people");
  const now = kernel.clock.now();
  const request = await session
    .updateTable("messages")
    .set({ answered_at: now, read_at: sql`coalesce(read_at, ${now})` })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where("requires_response", "=", true)
    .where("to_domain", "is", null)
    .where("answered_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  if (request === undefined) throw await explainUnanswerable(session, workspaceId, id);

  const asker = request.from_domain;
  const taker = asker === null ? undefined : kernel.registry.findAnswerTaker(asker, request.topic);
  const isTaken = taker !== undefined && request.depth < maxDepth;
  const [task] = isTaken
    ? await dispatchTasks(
        kernel,
        session,
        { workspaceId, actor: { ...actor, via: "message" } },
        [
          {
            task: `${asker}.${taker.name}`,
            params: describeAnswer(request, answer),
            priority: request.priority,
            parentTaskId: request.task_id ?? undefined,
            correlationId: request.correlation_id,
            depth: request.depth + 1,
          },
        ],
        // Its task waits until the agent is resumed: the person's words are not lost.
        { evenPaused: true },
      )
    : [];
  const messageId = createId();
  await session
    .insertInto("messages")
    .values({
      id: messageId,
      workspace_id: workspaceId,
      type: "response",
      topic: request.topic,
      from_person: actor.userId,
      to_domain: asker,
      priority: request.priority,
      body: answer,
      correlation_id: request.correlation_id,
      depth: request.depth,
      answers: request.id,
      handled_by_task_id: task?.id ?? null,
    })
    .execute();
  await recordActivity(session, workspaceId, actor, [
    {
      verb: "message.answered",
      entity: "message",
      entityId: request.id,
      taskId: request.task_id ?? undefined,
      summary: `answered ${asker ?? "a message"}: ${cutShort(answer)}`,
    },
  ]);
  noteChange(session, "message", messageId);
  noteChange(session, "message", request.id);
  return { messageId, taskId: task?.id ?? null };
}

const cutShort = (text: string) => (text.length <= 200 ? text : `${text.slice(0, 199)}…`);

async function explainUnanswerable(session: Session, workspaceId: string, id: string): Promise<AppError> {
  const row = await findMessage(session, workspaceId, id);
  if (row === undefined) return new AppError("not-found", "there is no such message in this workspace");
  if (row.answered_at === null || !row.requires_response || row.to_domain !== null) {
    const why = row.to_domain === null ? "it asks for no answer" : `it is for ${row.to_domain}, not for people`;
    return new AppError("illegal-transition", `${why}: there is nothing to answer`);
  }
  const answer = await session
    .selectFrom("messages")
    .select(["from_person", "from_domain", "created_at"])
    .where("workspace_id", "=", workspaceId)
    .where("answers", "=", id)
    .where("type", "=", "response")
    .orderBy("id")
    .executeTakeFirst();
  return new AppError("conflict", "somebody has answered it already: read the answer below it", {
    details: {
      facts: {
        answered_at: row.answered_at.toISOString(),
        answered_by: answer?.from_person ?? answer?.from_domain ?? null,
      },
    },
  });
}

/** Why a message must not start another task, or null. */
async function findStop(
  session: Session,
  origin: MessageOrigin,
  to: string,
  task: { name: string; params: JsonObject },
): Promise<string | null> {
  if (origin.depth >= maxDepth) return `the chain is ${maxDepth} messages long`;
  const paused = await session
    .selectFrom("agents")
    .select("paused_at")
    .where("workspace_id", "=", origin.workspaceId)
    .where("domain", "=", to)
    .executeTakeFirst();
  if (paused === undefined || paused.paused_at !== null) return `${to} is paused`;
  const wanted = digestOf(toJsonObject(task.params));
  const { rows } = await sql<{ params: object }>`
    select params from tasks
    where workspace_id = ${origin.workspaceId} and correlation_id = ${origin.correlationId}
      and domain = ${to} and task = ${task.name} and id <> ${origin.taskId}`.execute(session);
  if (rows.some(row => digestOf(row.params) === wanted))
    return "the same request was already made in this conversation";
  return null;
}
