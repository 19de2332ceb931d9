/** Owns the finishing transaction: result, trace, outputs, messages, proposals and cost together, or nothing; of a dry run, the trace alone. */
import { type RawBuilder, sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { toJson } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import type { AnyTask } from "./define.ts";
import { countRows, describeNothing, type Rehearsal, rehearse } from "./dry-run.ts";
import { dispatchFollowUps } from "./follow-ups.ts";
import { withdrawFromOptedOut } from "./governor.ts";
import type { Kernel } from "./kernel.ts";
import { writeMemory } from "./memory.ts";
import { sendMessages } from "./messages.ts";
import { storeFiles } from "./output-files.ts";
import { storeOutputs } from "./outputs.ts";
import type { RowCount, TaskPreview } from "./preview.ts";
import { type ProposalOutcome, storeProposals } from "./proposals.ts";
import type { ClaimedTask } from "./run.ts";
import { mergeAttempt, type StepLog } from "./step-log.ts";
import { distrustOutside } from "./taint.ts";
import type { Staged, StagedDecision } from "./task-context.ts";
import { withdrawAnswered } from "./withdraw.ts";

export type Finish = {
  workspaceId: string;
  claimed: ClaimedTask;
  task: AnyTask;
  result: unknown;
  staged: Staged;
  steps: StepLog;
};

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
  finish.steps.begin("finish", "");
  const now = kernel.clock.now();
  try {
    if (claimed.isDryRun) return await finishDryRun(kernel, finish, { result, now });
    if (isPlain(staged)) return await endAlone(kernel, finish, { status: "completed", result, now, outcomes: [] });
    return await kernel.asWorker(workspaceId, async session => {
      const { outcomes } = await carryOut(kernel, session, finish, now);
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

/** Ends a dry run: what it would lead to is rehearsed and undone, then told in a transaction of its own. A death between leaves nothing. */
async function finishDryRun(kernel: Kernel, finish: Finish, { result, now }: { result: unknown; now: Date }) {
  const preview = isPlain(finish.staged)
    ? describeNothing(now)
    : await rehearse(kernel, finish, session => carryOut(kernel, session, finish, now, countRows));
  await kernel.clock.reach("after-rehearsal");
  const outcomes = preview.proposals.items.map(({ verdict, ...proposal }) => ({ ...proposal, action: verdict }));
  const { texts } = finish.staged;
  return endAlone(kernel, finish, { status: "completed", result, now, outcomes, preview: { ...preview, texts } });
}

/** Ends a run whose end is all that is written, in one round trip. */
async function endAlone(kernel: Kernel, finish: Finish, end: End): Promise<"completed" | "superseded"> {
  const ended = await kernel.asWorkerOnce(finish.workspaceId, describeEnd(finish, end), rows =>
    rows.map(({ id }) => ({ entity: "task", id })),
  );
  return ended.length === 0 ? "superseded" : "completed";
}

/** Does all that a run staged, in this transaction. `observe` may look at what the agent's own writes do. */
async function carryOut(
  kernel: Kernel,
  session: Session,
  finish: Finish,
  now: Date,
  observe: (session: Session, work: () => Promise<void>) => Promise<RowCount[]> = doUnobserved,
): Promise<Rehearsal> {
  const { workspaceId, claimed, staged } = finish;
  await holdAttempt(session, finish);
  await distrustOutside(session, claimed.id, staged);
  // Before the agent's own rows, which may point at them.
  await storeOutputs(session, { workspaceId, domain: claimed.domain, taskId: claimed.id }, staged.outputs);
  const rows = await observe(session, async () => {
    for (const write of staged.writes) await write(session);
    if (staged.writes.length > 0) {
      await withdrawFromOptedOut(session, workspaceId, now);
      await withdrawAnswered(session, workspaceId, now);
    }
    for (const memory of staged.memories) await writeMemory(session, memory);
  });
  await storeFiles(session, workspaceId, staged.files);
  const origin = { workspaceId, domain: claimed.domain, task: claimed.task, taskId: claimed.id };
  const outcomes = await storeProposals(kernel, session, origin, staged.proposals);
  const messages = { ...origin, correlationId: claimed.correlationId, depth: claimed.depth };
  await sendMessages(kernel, session, messages, staged.messages);
  await dispatchFollowUps(kernel, session, messages, staged.followUps);
  return { outcomes, rows };
}

async function doUnobserved(_session: Session, work: () => Promise<void>): Promise<RowCount[]> {
  await work();
  return [];
}

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

type End = {
  status: "completed" | "awaiting_approval";
  result: unknown;
  now: Date;
  outcomes: readonly Pick<ProposalOutcome, "action" | "recipient" | "reasons">[];
  preview?: TaskPreview;
};

/** The end of a task as one statement: status and result by compare-and-set, and, if that holds, activity and trace. */
function describeEnd({ workspaceId, claimed, task, staged, steps }: Finish, end: End): RawBuilder<{ id: string }> {
  const refusals = end.outcomes
    .filter(outcome => outcome.action === "refuse")
    .map(({ recipient, reasons }) => ({
      kind: "escalate" as const,
      reasoning: `Nothing may be sent to ${recipient}: ${reasons.join("; ")}.`,
    }));
  const trace: StagedDecision[] = [...staged.decisions, ...refusals];
  const decisions = trace.map((decision, seq) => ({ id: createId(), seq, data: {}, ...decision }));
  const told = tellEnd(task.title, end);
  return sql<{ id: string }>`
    with ended as (
      update tasks
      set status = ${end.status}::task_status, result = ${JSON.stringify(end.result)}::jsonb, error = null,
          preview = ${end.preview === undefined ? null : JSON.stringify(end.preview)}::jsonb, cost_micros = ${staged.costMicros}, finished_at = ${end.now}::timestamptz, waiting_for = null,
          attempts = ${mergeAttempt({ ended_at: end.now.toISOString(), outcome: end.status, ...steps.describe() })}
      where id = ${claimed.id}::uuid and workspace_id = ${workspaceId}::uuid
        and attempt = ${claimed.attempt} and status = 'running'
      returning id
    ), told as (
      insert into activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, task_id, summary)
      select ${createId()}::uuid, ${workspaceId}::uuid, 'agent', ${claimed.domain}, ${told.verb},
             'task', id::text, id, ${told.summary}
      from ended
    ), traced as (
      insert into decisions (id, workspace_id, task_id, attempt, seq, kind, reasoning, confidence, data)
      select d.id, ${workspaceId}::uuid, ended.id, ${claimed.attempt}, d.seq, d.kind, d.reasoning, d.confidence, d.data
      from ended cross join jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as d(
        id uuid, seq integer, kind decision_kind, reasoning text, confidence real, data jsonb)
    )
    select id from ended`;
}

function tellEnd(title: string, { status, preview }: End): { verb: string; summary: string } {
  if (preview !== undefined)
    return { verb: "task.previewed", summary: `tried "${title}": nothing was sent, kept or changed` };
  if (status === "completed") return { verb: "task.completed", summary: `finished "${title}"` };
  return { verb: "task.awaiting-approval", summary: `finished "${title}" and waits for decisions` };
}
