/** Owns the finishing transaction: result, trace, outputs, messages, proposals and cost together, or nothing. */
import { type RawBuilder, sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { toJson } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import type { AnyTask } from "./define.ts";
import { dispatchFollowUps } from "./follow-ups.ts";
import { withdrawFromOptedOut } from "./governor.ts";
import type { Kernel } from "./kernel.ts";
import { writeMemory } from "./memory.ts";
import { sendMessages } from "./messages.ts";
import { storeFiles } from "./output-files.ts";
import { type ProposalOutcome, storeProposals } from "./proposals.ts";
import type { ClaimedTask } from "./run.ts";
import { distrustOutside } from "./taint.ts";
import type { Staged, StagedDecision } from "./task-context.ts";
import { withdrawAnswered } from "./withdraw.ts";

export type Finish = { workspaceId: string; claimed: ClaimedTask; task: AnyTask; result: unknown; staged: Staged };

/**
 * Commits what a run staged. Returns the task's new status, or `superseded` when this attempt no longer counts. Throws
 * `unproductive` when the result is not what the task declares or something it promised is missing.
 */
export async function finishTask(
  kernel: Kernel,
  finish: Finish,
): Promise<"completed" | "awaiting_approval" | "superseded"> {
  const { workspaceId, claimed, staged } = finish;
  const result = checkResult(finish);
  const now = kernel.clock.now();
  if (isPlain(staged)) {
    const statement = describeEnd(finish, { status: "completed", result, now, outcomes: [] });
    const ended = await kernel.asWorkerOnce(workspaceId, statement, rows =>
      rows.map(({ id }) => ({ entity: "task", id })),
    );
    return ended.length === 0 ? "superseded" : "completed";
  }
  try {
    return await kernel.asWorker(workspaceId, async session => {
      await holdAttempt(session, finish);
      await distrustOutside(session, claimed.id, staged);
      // Before the agent's own rows, which may point at them.
      await storeOutputs(session, finish);
      for (const write of staged.writes) await write(session);
      if (staged.writes.length > 0) {
        await withdrawFromOptedOut(session, workspaceId, now);
        await withdrawAnswered(session, workspaceId, now);
      }
      await storeFiles(session, workspaceId, staged.files);
      for (const memory of staged.memories) await writeMemory(session, memory);
      const origin = { workspaceId, domain: claimed.domain, task: claimed.task, taskId: claimed.id };
      const outcomes = await storeProposals(kernel, session, origin, staged.proposals);
      const messages = { ...origin, correlationId: claimed.correlationId, depth: claimed.depth };
      await sendMessages(kernel, session, messages, staged.messages);
      await dispatchFollowUps(kernel, session, messages, staged.followUps);

      const status = outcomes.some(outcome => outcome.isOpen) ? "awaiting_approval" : "completed";
      const { rows } = await describeEnd(finish, { status, result, now, outcomes }).execute(session);
      if (rows.length === 0) throw new Superseded();
      noteChange(session, "task", claimed.id);
      return status;
    });
  } catch (error) {
    if (error instanceof Superseded) return "superseded";
    throw error;
  }
}

class Superseded extends Error {}

/** Whether a run leaves nothing but its result and its trace. */
function isPlain({ writes, outputs, proposals, messages, followUps, memories }: Staged): boolean {
  return writes.length + outputs.length + proposals.length + messages.length + followUps.length + memories.length === 0;
}

/** Takes the row's lock before an agent's own writes, so that a superseded attempt makes none. */
async function holdAttempt(session: Session, { workspaceId, claimed }: Finish): Promise<void> {
  const held = await session
    .selectFrom("tasks")
    .select("id")
    .where("id", "=", claimed.id)
    .where("workspace_id", "=", workspaceId)
    .where("attempt", "=", claimed.attempt)
    .where("status", "=", "running")
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (held === undefined) throw new Superseded();
}

function checkResult({ claimed, task, result, staged }: Finish): unknown {
  const name = `${claimed.domain}.${claimed.task}`;
  const parsed = task.result.safeParse(result);
  if (!parsed.success) {
    throw new AppError("unproductive", `${name} returned a result that is not what it declares`, {
      cause: parsed.error,
      details: { errors: listFieldErrors(parsed.error, "result") },
    });
  }
  const promised = {
    outputs: task.promises?.outputs?.(parsed.data) ?? 0,
    proposals: task.promises?.proposals?.(parsed.data) ?? 0,
  };
  if (staged.outputs.length < promised.outputs || staged.proposals.length < promised.proposals) {
    const missing = staged.outputs.length < promised.outputs ? "outputs" : "proposals";
    throw new AppError(
      "unproductive",
      `${name} promised ${promised[missing]} ${missing} and made ${staged[missing].length}`,
    );
  }
  return toJson(parsed.data);
}

async function storeOutputs(session: Session, { workspaceId, claimed, staged }: Finish): Promise<void> {
  if (staged.outputs.length === 0) return;
  await session
    .insertInto("outputs")
    .values(
      staged.outputs.map(output => ({
        id: output.id,
        workspace_id: workspaceId,
        task_id: claimed.id,
        domain: claimed.domain,
        kind: output.kind,
        title: output.title,
      })),
    )
    .execute();
  await session
    .insertInto("output_revisions")
    .values(
      staged.outputs.map(output => ({
        workspace_id: workspaceId,
        output_id: output.id,
        revision: 1,
        content: JSON.stringify(output.content),
        author_kind: output.author.kind,
        author: output.author.name,
        is_untrusted: output.isUntrusted ?? false,
      })),
    )
    .execute();
  for (const output of staged.outputs) noteChange(session, "output", output.id);
}

type End = {
  status: "completed" | "awaiting_approval";
  result: unknown;
  now: Date;
  outcomes: readonly ProposalOutcome[];
};

/** The end of a task as one statement: status and result by compare-and-set, and, if that holds, activity and trace. */
function describeEnd({ workspaceId, claimed, task, staged }: Finish, end: End): RawBuilder<{ id: string }> {
  const refusals = end.outcomes
    .filter(outcome => outcome.action === "refuse")
    .map(({ recipient, reasons }) => ({
      kind: "escalate" as const,
      reasoning: `Nothing may be sent to ${recipient}: ${reasons.join("; ")}.`,
    }));
  const trace: StagedDecision[] = [...staged.decisions, ...refusals];
  const decisions = trace.map((decision, seq) => ({ id: createId(), seq, data: {}, ...decision }));
  const isDone = end.status === "completed";
  return sql<{ id: string }>`
    with ended as (
      update tasks
      set status = ${end.status}::task_status, result = ${JSON.stringify(end.result)}::jsonb, error = null,
          cost_micros = ${staged.costMicros}, finished_at = ${end.now}::timestamptz, waiting_for = null
      where id = ${claimed.id}::uuid and workspace_id = ${workspaceId}::uuid
        and attempt = ${claimed.attempt} and status = 'running'
      returning id
    ), told as (
      insert into activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, task_id, summary)
      select ${createId()}::uuid, ${workspaceId}::uuid, 'agent', ${claimed.domain}, ${isDone ? "task.completed" : "task.awaiting-approval"},
             'task', id::text, id, ${`finished "${task.title}"${isDone ? "" : " and waits for decisions"}`}
      from ended
    ), traced as (
      insert into decisions (id, workspace_id, task_id, attempt, seq, kind, reasoning, confidence, data)
      select d.id, ${workspaceId}::uuid, ended.id, ${claimed.attempt}, d.seq, d.kind, d.reasoning, d.confidence, d.data
      from ended cross join jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as d(
        id uuid, seq integer, kind decision_kind, reasoning text, confidence real, data jsonb)
    )
    select id from ended`;
}
