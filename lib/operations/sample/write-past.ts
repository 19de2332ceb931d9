/**
 * Owns the writing of the sample's past, by nobody's special right: its worker proposes and keeps, its owner decides, each under
 * the same policies and transitions as any work. Days are counted at once, so that analytics have them from the first look.
 */
import { type RawBuilder, sql } from "kysely";
import { keepDay } from "#lib/db/daily-metrics.ts";
import type { Session } from "#lib/db/database.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { createDraw } from "./draw.ts";
import { drawPast, type Past, type PastRow, type SamplePerson } from "./past.ts";

const seed = "sample past";
/** As many people as are written to in a month, and some. */
const mostPeople = 120;

export async function writePast(kernel: Kernel, workspaceId: string, userId: string): Promise<void> {
  const now = kernel.clock.now();
  const past = await kernel.database.asWorker(workspaceId, async session => {
    const people = await listPeople(session, workspaceId);
    const drawn = drawPast(createDraw(seed), kernel.registry.list(), people, now);
    await writeWork(session, workspaceId, drawn);
    return drawn;
  });
  await kernel.database.asPerson({ userId }, session => decide(session, workspaceId, userId, past));
  await kernel.database.asWorker(workspaceId, async session => {
    await keepDeliveries(session, workspaceId, past);
    for (const day of past.days) await keepDay(session, workspaceId, day);
  });
}

async function listPeople(session: Session, workspaceId: string): Promise<SamplePerson[]> {
  const rows = await session
    .selectFrom("contacts")
    .select(["id", "name", "email"])
    .where("workspace_id", "=", workspaceId)
    .where("email", "is not", null)
    .where("email_consent", "!=", "denied")
    .orderBy("id")
    .limit(mostPeople)
    .execute();
  return rows.map(row => ({ id: row.id, name: row.name, email: row.email ?? "" }));
}

async function writeWork(session: Session, workspaceId: string, past: Past): Promise<void> {
  await insert(session, workspaceId, "sweeps", ["id", "trigger", "total", "created_at"], past.sweeps);
  await insert(
    session,
    workspaceId,
    "tasks",
    ["id", "domain", "task", "params", "trigger", "sweep_id", "correlation_id", "created_at"],
    past.tasks,
  );
  await sql`update tasks set status = 'running', started_at = p.started_at
    from ${recordset(past.tasks, sql`id uuid, started_at timestamptz`)} where tasks.id = p.id`.execute(session);
  await sql`update tasks set status = p.ending, finished_at = p.finished_at, result = p.result, error = p.error
    from ${recordset(past.tasks, sql`id uuid, ending task_status, finished_at timestamptz, result jsonb, error jsonb`)}
    where tasks.id = p.id`.execute(session);
  await insert(
    session,
    workspaceId,
    "outputs",
    ["id", "task_id", "domain", "kind", "title", "created_at"],
    past.outputs,
  );
  await insert(
    session,
    workspaceId,
    "output_revisions",
    ["output_id", "revision", "content", "author_kind", "author", "created_at"],
    past.revisions,
  );
  await insert(
    session,
    workspaceId,
    "messages",
    ["id", "type", "topic", "from_domain", "to_domain", "body", "correlation_id", "task_id", "created_at"],
    past.messages,
  );
  await insert(
    session,
    workspaceId,
    "activity",
    ["id", "actor_kind", "actor_id", "verb", "entity", "entity_id", "task_id", "summary", "created_at"],
    past.activity,
  );
  // Until they are decided a moment later they must not look overdue to the clock that expires proposals.
  const open = past.approvals.map(row => ({ ...row, expires_at: "infinity" }));
  await insert(
    session,
    workspaceId,
    "approvals",
    [
      ...["id", "task_id", "domain", "task", "effect_kind", "account", "recipient", "contact_id", "payload", "digest"],
      ...["policy_version", "preview", "why", "author_kind", "expires_at", "created_at"],
    ],
    open,
  );
  await sql`update approvals set status = 'expired', decided_via = 'clock', decided_by = 'clock', decided_at = p.decided_at,
      expires_at = p.decided_at
    from ${recordset(past.approvals.filter(isExpired), sql`id uuid, decided_at timestamptz`)}
    where approvals.id = p.id`.execute(session);
}

const isExpired = (row: PastRow) => row.ending === "expired";

async function decide(session: Session, workspaceId: string, userId: string, past: Past): Promise<void> {
  await sql`update approvals set status = p.ending, decided_via = 'person', decided_by = ${userId}, decided_at = p.decided_at,
      decision_reason = p.decision_reason
    from ${recordset(
      past.approvals.filter(row => !isExpired(row)),
      sql`id uuid, ending approval_status, decided_at timestamptz, decision_reason text`,
    )} where approvals.id = p.id and approvals.workspace_id = ${workspaceId}`.execute(session);
}

async function keepDeliveries(session: Session, workspaceId: string, past: Past): Promise<void> {
  await sql`update approvals set expires_at = created_at + interval '1 day'
    where workspace_id = ${workspaceId} and expires_at = 'infinity'`.execute(session);
  await insert(
    session,
    workspaceId,
    "deliveries",
    [
      ...["id", "approval_id", "task_id", "domain", "effect_kind", "capability", "account", "recipient", "contact_id"],
      ...["payload", "policy_version", "digest", "idempotency_key", "release_at", "created_at"],
    ],
    past.deliveries,
  );
  await sql`update deliveries set status = 'sending', fence = 1, sending_at = release_at where workspace_id = ${workspaceId}`.execute(
    session,
  );
  await sql`update deliveries set status = 'confirmed', connector = 'outbox', finished_at = p.finished_at,
      evidence = jsonb_build_object('kept', true, 'note', 'Sample data: kept with the workspace, never sent.')
    from ${recordset(past.deliveries, sql`id uuid, finished_at timestamptz`)} where deliveries.id = p.id`.execute(
    session,
  );
}

function recordset(rows: readonly PastRow[], columns: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(${columns})`;
}

async function insert(
  session: Session,
  workspaceId: string,
  table: string,
  columns: readonly string[],
  rows: readonly PastRow[],
): Promise<void> {
  const names = sql.join(columns.map(name => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (workspace_id, ${names})
    select ${workspaceId}, ${names} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    session,
  );
}
