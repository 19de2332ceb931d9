/** Owns the finishing transaction: result, trace, outputs, messages, proposals and cost together, or nothing. */
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { toJson } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import type { AnyTask } from "./define.ts";
import { withdrawFromOptedOut } from "./governor.ts";
import type { Kernel } from "./kernel.ts";
import { writeMemory } from "./memory.ts";
import { sendMessages } from "./messages.ts";
import { type ProposalOutcome, storeProposals } from "./proposals.ts";
import type { ClaimedTask } from "./run.ts";
import type { Staged } from "./task-context.ts";

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
  try {
    return await kernel.asWorker(workspaceId, async session => {
      await holdAttempt(session, finish);
      for (const write of staged.writes) await write(session);
      if (staged.writes.length > 0) await withdrawFromOptedOut(session, workspaceId, kernel.clock.now());
      await storeOutputs(session, finish);
      for (const memory of staged.memories) await writeMemory(session, memory);
      const origin = { workspaceId, domain: claimed.domain, task: claimed.task, taskId: claimed.id };
      const outcomes = await storeProposals(kernel, session, origin, staged.proposals);
      await storeDecisions(session, finish, outcomes);
      await sendMessages(
        kernel,
        session,
        { ...origin, correlationId: claimed.correlationId, depth: claimed.depth },
        staged.messages,
      );

      const status = outcomes.some(outcome => outcome.isOpen) ? "awaiting_approval" : "completed";
      const ended = await session
        .updateTable("tasks")
        .set({
          status,
          result: JSON.stringify(result),
          cost_micros: staged.costMicros,
          finished_at: kernel.clock.now(),
          error: null,
        })
        .where("id", "=", claimed.id)
        .where("workspace_id", "=", workspaceId)
        .where("attempt", "=", claimed.attempt)
        .where("status", "=", "running")
        .returning("id")
        .executeTakeFirst();
      if (ended === undefined) throw new Superseded();
      await recordActivity(session, workspaceId, { kind: "agent", id: claimed.domain }, [
        {
          verb: status === "completed" ? "task.completed" : "task.awaiting-approval",
          entity: "task",
          entityId: claimed.id,
          taskId: claimed.id,
          summary:
            status === "completed"
              ? `finished "${finish.task.title}"`
              : `finished "${finish.task.title}" and waits for decisions`,
        },
      ]);
      noteChange(session, "task", claimed.id);
      return status;
    });
  } catch (error) {
    if (error instanceof Superseded) return "superseded";
    throw error;
  }
}

class Superseded extends Error {}

/** Takes the row's lock before an agent's own writes, when there are any to protect. */
async function holdAttempt(session: Session, { workspaceId, claimed, staged }: Finish): Promise<void> {
  const isPlain = staged.writes.length + staged.outputs.length + staged.proposals.length + staged.messages.length === 0;
  if (isPlain) return;
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

async function storeDecisions(
  session: Session,
  { workspaceId, claimed, staged }: Finish,
  outcomes: ProposalOutcome[],
): Promise<void> {
  const refused = outcomes.filter(outcome => outcome.action === "refuse");
  const decisions = [
    ...staged.decisions,
    ...refused.map(outcome => ({
      kind: "escalate" as const,
      reasoning: `Nothing may be sent to ${outcome.recipient}: ${outcome.reasons.join("; ")}.`,
      confidence: undefined,
      data: undefined,
    })),
  ];
  if (decisions.length === 0) return;
  await session
    .insertInto("decisions")
    .values(
      decisions.map((decision, seq) => ({
        id: createId(),
        workspace_id: workspaceId,
        task_id: claimed.id,
        attempt: claimed.attempt,
        seq,
        kind: decision.kind,
        reasoning: decision.reasoning,
        confidence: decision.confidence ?? null,
        data: JSON.stringify(decision.data ?? {}),
      })),
    )
    .execute();
}
