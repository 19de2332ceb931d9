/** Owns the end of a dry run: all that a real end would do is done, read and taken back. What is kept is what was read, never what was done. */
import { sql } from "kysely";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { effectKinds } from "./effects.ts";
import type { Finish } from "./finish-task.ts";
import type { Kernel } from "./kernel.ts";
import type { ListedPreview, PreviewedProposal, RowCount, TaskPreview } from "./preview.ts";
import type { ProposalOutcome } from "./proposals.ts";

/** No list of a preview is longer; its total tells how many there are. */
const previewLimit = 50;
/** An output or a payload of more characters than this is named but not kept. */
const longestContent = 100_000;

/** What a finishing transaction did, told to whoever reads it before it is undone. */
export type Rehearsal = { outcomes: readonly ProposalOutcome[]; rows: readonly RowCount[] };

class Rehearsed extends Error {
  readonly preview: TaskPreview;

  constructor(preview: TaskPreview) {
    super("rehearsed, and rolled back");
    this.preview = preview;
  }
}

/**
 * Carries a run's staged work out in one transaction, reads what it led to and rolls all of it back: neither its rows nor its
 * events nor its broadcasts leave. Throws what `carryOut` throws, as a real end would.
 */
export async function rehearse(
  kernel: Kernel,
  finish: Finish,
  carryOut: (session: Session) => Promise<Rehearsal>,
): Promise<TaskPreview> {
  try {
    // The database's own transaction: the kernel's would send after the commit, and there is none.
    await kernel.database.asWorker(finish.workspaceId, async session => {
      throw new Rehearsed(await readPreview(session, finish, await carryOut(session), kernel.clock.now()));
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.preview;
    throw error;
  }
  throw new Error("a rehearsal was not rolled back");
}

/** The preview of a run that stages nothing. */
export function describeNothing(now: Date): TaskPreview {
  const none = { total: 0, items: [] };
  return {
    made_at: now.toISOString(),
    status: "completed",
    proposals: none,
    outputs: none,
    messages: none,
    follow_ups: none,
    rows: [],
  };
}

/** Runs some work and counts the rows that it inserts, changes and deletes, by table. */
export async function countRows(session: Session, work: () => Promise<void>): Promise<RowCount[]> {
  const before = await readCounts(session);
  await work();
  const after = await readCounts(session);
  return [...after].flatMap(([table, now]): RowCount[] => {
    const then = before.get(table);
    const row = {
      table,
      inserted: now.inserted - (then?.inserted ?? 0),
      updated: now.updated - (then?.updated ?? 0),
      deleted: now.deleted - (then?.deleted ?? 0),
    };
    return row.inserted + row.updated + row.deleted === 0 ? [] : [row];
  });
}

/** The backend's own counters: they also hold what earlier transactions have not yet reported, so only differences mean anything. */
async function readCounts(session: Session): Promise<Map<string, RowCount>> {
  const { rows } = await sql<RowCount>`
    select relname as "table", n_tup_ins as inserted, n_tup_upd as updated, n_tup_del as deleted
    from pg_stat_xact_user_tables where schemaname = 'public' and n_tup_ins + n_tup_upd + n_tup_del > 0
    order by relname`.execute(session);
  return new Map(rows.map(row => [row.table, row]));
}

async function readPreview(
  session: Session,
  finish: Finish,
  { outcomes, rows }: Rehearsal,
  now: Date,
): Promise<TaskPreview> {
  const { workspaceId, claimed, staged } = finish;
  return {
    made_at: now.toISOString(),
    status: outcomes.some(outcome => outcome.isOpen) ? "awaiting_approval" : "completed",
    proposals: await readProposals(session, finish, outcomes),
    outputs: listed(staged.outputs, ({ id, kind, title, content, author, isUntrusted }) => ({
      kind,
      title,
      content: keepShort(content),
      author_kind: author.kind,
      author: author.name,
      is_untrusted: isUntrusted ?? false,
      files: staged.files
        .filter(file => file.outputId === id)
        .map(file => ({ name: file.name, mime_type: file.mimeType, byte_count: file.bytes.byteLength })),
    })),
    messages: await readMessages(session, workspaceId, claimed.id),
    follow_ups: await readFollowUps(session, workspaceId, claimed.id),
    rows: [...rows],
  };
}

/** In the order in which the run proposed them; what was refused was stored nowhere, and is told from what was staged. */
async function readProposals(
  session: Session,
  { workspaceId, claimed, staged }: Finish,
  outcomes: readonly ProposalOutcome[],
): Promise<ListedPreview<PreviewedProposal>> {
  const approvals = await session
    .selectFrom("approvals")
    .leftJoin("deliveries", "deliveries.approval_id", "approvals.id")
    .select(["approvals.id", "approvals.account", "approvals.is_untrusted", "not_before", "expires_at", "release_at"])
    .where("approvals.workspace_id", "=", workspaceId)
    .where("approvals.task_id", "=", claimed.id)
    .execute();
  const stored = new Map(approvals.map(approval => [approval.id, approval]));
  const items = outcomes.slice(0, previewLimit).map((outcome, index): PreviewedProposal => {
    const proposal = staged.proposals[index];
    if (proposal === undefined) throw new Error("a proposal has an outcome and was not staged");
    const approval = stored.get(outcome.approvalId);
    const effect = effectKinds[proposal.effect];
    const payload = effect.payload.parse(proposal.payload);
    return {
      verdict: outcome.action,
      reasons: outcome.reasons,
      effect_kind: proposal.effect,
      recipient: outcome.recipient,
      contact_id: outcome.contactId,
      account: approval?.account ?? null,
      payload: keepShort(payload),
      preview: effect.preview(outcome.recipient, payload),
      why: proposal.why,
      sources: proposal.sources,
      author_kind: proposal.author.kind,
      author: proposal.author.name,
      is_untrusted: approval?.is_untrusted ?? proposal.isUntrusted ?? false,
      not_before: (approval?.not_before ?? proposal.notBefore)?.toISOString() ?? null,
      expires_at: approval?.expires_at.toISOString() ?? null,
      release_at: approval?.release_at?.toISOString() ?? null,
    };
  });
  return { total: outcomes.length, items };
}

async function readMessages(session: Session, workspaceId: string, taskId: string): Promise<TaskPreview["messages"]> {
  const rows = await session
    .selectFrom("messages")
    .leftJoin("tasks", "tasks.id", "messages.handled_by_task_id")
    .select(["messages.type", "messages.topic", "messages.to_domain", "messages.body", "messages.requires_response"])
    .select(["tasks.domain", "tasks.task"])
    .where("messages.workspace_id", "=", workspaceId)
    .where("messages.task_id", "=", taskId)
    .orderBy("messages.id")
    .execute();
  return listed(rows, ({ type, topic, to_domain, body, requires_response, domain, task }) => ({
    type,
    topic,
    to_domain,
    body,
    requires_response,
    starts: domain === null ? null : `${domain}.${task}`,
  }));
}

/** The later tasks that would be queued: a key that was used before starts none. */
async function readFollowUps(
  session: Session,
  workspaceId: string,
  taskId: string,
): Promise<TaskPreview["follow_ups"]> {
  const rows = await session
    .selectFrom("tasks")
    .select(["domain", "task", "params", "run_at"])
    .where("workspace_id", "=", workspaceId)
    .where("parent_task_id", "=", taskId)
    .where("follow_up_key", "is not", null)
    .orderBy("run_at")
    .execute();
  return listed(rows, ({ domain, task, params, run_at }) => ({
    task: `${domain}.${task}`,
    params: params as JsonValue,
    run_at: run_at?.toISOString() ?? null,
  }));
}

function listed<T, U>(rows: readonly T[], describe: (row: T) => U): ListedPreview<U> {
  return { total: rows.length, items: rows.slice(0, previewLimit).map(describe) };
}

function keepShort(content: unknown): JsonValue | null {
  const text = JSON.stringify(content);
  return text.length > longestContent ? null : (JSON.parse(text) as JsonValue);
}
