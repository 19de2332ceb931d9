/** Owns dispatch: validated tasks, their events and their activity in one statement of one transaction. */
import { sql } from "kysely";
import { digestOf } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { toJsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { Actor } from "./actor.ts";
import { noteChange, noteEvents } from "./aftermath.ts";
import type { AgentDefinition, AnyTask } from "./define.ts";
import type { Kernel, OutgoingEvent } from "./kernel.ts";

export type Scope = { workspaceId: string; actor: Actor };

export type DispatchRequest = {
  /** `domain.task`. */
  task: string;
  params: unknown;
  /** 1 to 10, 10 first; 5 unless given. */
  priority?: number;
  runAt?: Date;
  parentTaskId?: string;
  /** Shared by everything one dispatch led to; a new one unless given. */
  correlationId?: string;
  depth?: number;
  /** What a run named this later task of its own agent by. */
  followUpKey?: string;
  /** Only tells what it would do: runs as a real one, and all that it leads to is undone. */
  isDryRun?: boolean;
  /** The dry run of the same task and params that was seen before. */
  previewOf?: string;
};

export type DispatchedTask = { id: string; status: "queued" };

/** The most tasks that one call may dispatch. */
export const maxBulk = 5_000;

/**
 * Dispatches tasks in the caller's transaction. After its commit their events are sent; a crash between leaves them in the
 * outbox. Throws `not-found` (unknown task), `invalid` (params, with field paths) or `conflict` (agent paused, unless `evenPaused`).
 */
export async function dispatchTasks(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  requests: readonly DispatchRequest[],
  options: { sweepId?: string; evenPaused?: boolean } = {},
): Promise<DispatchedTask[]> {
  if (requests.length === 0) return [];
  if (requests.length > maxBulk)
    throw refuseFields([{ path: "tasks", message: `dispatch at most ${maxBulk} tasks at once` }]);
  const isBulk = requests.length > 1;
  const checked = requests.map((request, index) => checkRequest(kernel, request, isBulk ? `tasks.${index}.` : ""));
  await checkPreviews(session, scope.workspaceId, checked);

  const rows = checked.map(({ agent, task, params, request }) => {
    const id = createId();
    const priority = request.priority ?? 5;
    return {
      id,
      activity_id: createId(),
      domain: agent.domain,
      task: task.name,
      title: task.title,
      params,
      priority,
      run_at: request.runAt?.toISOString() ?? null,
      parent_task_id: request.parentTaskId ?? null,
      correlation_id: request.correlationId ?? id,
      depth: request.depth ?? 0,
      follow_up_key: request.followUpKey ?? null,
      is_dry_run: request.isDryRun ?? false,
      preview_of: request.previewOf ?? null,
      event: describeEvent({ id, workspaceId: scope.workspaceId, domain: agent.domain, task: task.name, priority }),
    };
  });

  const { rows: counted } = await sql<{ ready: number }>`
    with incoming as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, activity_id uuid, domain text, task text, title text, params jsonb, priority smallint, run_at timestamptz,
        parent_task_id uuid, correlation_id uuid, depth smallint, follow_up_key text, is_dry_run boolean,
        preview_of uuid, event jsonb)
    ), ready as (
      select i.* from incoming i
      join agents a on a.workspace_id = ${scope.workspaceId}::uuid and a.domain = i.domain
        and (a.paused_at is null or ${options.evenPaused ?? false}::boolean)
    ), queued as (
      insert into tasks (id, workspace_id, domain, task, params, priority, trigger, requested_by, run_at, waiting_for,
                         parent_task_id, correlation_id, depth, follow_up_key, is_dry_run, preview_of, sweep_id)
      select id, ${scope.workspaceId}::uuid, domain, task, params, priority, ${scope.actor.via}::task_trigger,
             ${scope.actor.userId}::uuid, run_at, case when run_at > now() then 'its start time' end,
             parent_task_id, correlation_id, depth, follow_up_key, is_dry_run, preview_of, ${options.sweepId ?? null}::uuid
      from ready
    ), sent as (
      insert into outbox (id, workspace_id, name, data, send_at)
      select id, ${scope.workspaceId}::uuid, event ->> 'name', event -> 'data', run_at from ready
    ), told as (
      insert into activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, task_id, summary, data)
      select activity_id, ${scope.workspaceId}::uuid, ${scope.actor.kind}::actor_kind, ${scope.actor.id}, 'task.queued', 'task',
             id::text, id, case when is_dry_run then 'asked to see first what "' || title || '" would do, of '
                                else 'delegated "' || title || '" to ' end || domain, jsonb_build_object('domain', domain, 'task', task)
      from ready
    )
    select count(*)::int as ready from ready`.execute(session);
  // Throwing undoes what the ready ones have written: all are dispatched, or none.
  if (counted[0]?.ready !== rows.length) throw await explainUnready(session, scope.workspaceId, checked);

  noteEvents(
    session,
    rows.filter(row => row.run_at === null).map(row => row.event),
  );
  for (const row of rows) noteChange(session, "task", row.id);
  return rows.map(row => ({ id: row.id, status: "queued" }));
}

export type QueuedTask = { id: string; workspaceId: string; domain: string; task: string; priority: number };

/** The event that starts a task's run. Another `eventId` makes it another event when the first may have been used up. */
export function describeEvent({ id, workspaceId, domain, task, priority }: QueuedTask, eventId = id): OutgoingEvent {
  return {
    id: eventId,
    name: `agent/${domain}.requested`,
    // A task of priority 10 overtakes what was queued up to five minutes before it.
    data: { workspaceId, taskId: id, task, queueSeconds: (priority - 5) * 60 },
  };
}

type Checked = { agent: AgentDefinition; task: AnyTask; params: object; request: DispatchRequest; path: string };

function checkRequest(kernel: Kernel, request: DispatchRequest, path: string): Checked {
  const { agent, task, strictParams } = kernel.registry.requireTask(request.task);
  const parsed = strictParams.safeParse(request.params ?? {});
  if (!parsed.success) throw refuseFields(listFieldErrors(parsed.error, `${path}params`), parsed.error);
  if (request.isDryRun === true && task.refusesDryRun !== undefined) {
    throw refuseFields([{ path: `${path}is_dry_run`, message: `there is no dry run of it: ${task.refusesDryRun}` }]);
  }
  return { agent, task, params: toJsonObject(parsed.data as object), request, path };
}

/** Refuses a task that names a preview of something else: who compares the two must compare like with like. */
async function checkPreviews(session: Session, workspaceId: string, checked: readonly Checked[]): Promise<void> {
  const seen = checked.filter(({ request }) => request.previewOf !== undefined);
  if (seen.length === 0) return;
  const previews = await session
    .selectFrom("tasks")
    .select(["id", "domain", "task", "params"])
    .where("workspace_id", "=", workspaceId)
    .where("is_dry_run", "=", true)
    .where("status", "=", "completed")
    .where(
      "id",
      "in",
      seen.map(({ request }) => request.previewOf ?? ""),
    )
    .execute();
  for (const { agent, task, params, request, path } of seen) {
    const preview = previews.find(({ id }) => id === request.previewOf);
    const isSame = preview?.domain === agent.domain && preview.task === task.name;
    const message =
      request.isDryRun === true
        ? "a dry run is itself a preview: leave it out"
        : !isSame
          ? "name a finished dry run of this task, or leave it out"
          : digestOf(preview.params) !== digestOf(params)
            ? "it was made with other parameters: ask for a preview of these, or leave it out"
            : null;
    if (message !== null) throw refuseFields([{ path: `${path}preview_of`, message }]);
  }
}

async function explainUnready(session: Session, workspaceId: string, checked: readonly Checked[]): Promise<AppError> {
  const domains = [...new Set(checked.map(({ agent }) => agent.domain))];
  const rows = await session
    .selectFrom("agents")
    .select(["domain", "paused_at"])
    .where("workspace_id", "=", workspaceId)
    .where("domain", "in", domains)
    .execute();
  const missing = domains.find(domain => !rows.some(row => row.domain === domain));
  if (missing !== undefined) {
    const message = `this workspace has no agent "${missing}" yet: it appears within a minute of an upgrade`;
    return new AppError("not-found", message);
  }
  const paused = rows.find(row => row.paused_at !== null);
  return new AppError("conflict", `the agent "${paused?.domain ?? domains[0]}" is paused: resume it first`, {
    details: { facts: { domain: paused?.domain ?? null, paused_at: paused?.paused_at?.toISOString() ?? null } },
  });
}
