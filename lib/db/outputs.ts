/** Owns the queries over outputs and their revisions. */
import { type Selectable, sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import type { Session } from "./database.ts";
import { listOutputFiles, type OutputFileRow } from "./output-files.ts";
import type { OutputKind, OutputRevisions, OutputStatus, Outputs } from "./types.gen.ts";

export type OutputRow = Selectable<Outputs>;
export type OutputRevisionRow = Selectable<OutputRevisions>;

/** A task's outputs, each with its latest revision and its files. */
export async function listOutputsOfTask(
  session: Session,
  workspaceId: string,
  taskId: string,
): Promise<{ output: OutputRow; latest: OutputRevisionRow | null; files: OutputFileRow[] }[]> {
  const outputs = await session
    .selectFrom("outputs")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "=", taskId)
    .orderBy("id")
    .limit(200)
    .execute();
  if (outputs.length === 0) return [];
  const latest = await listLatest(session, workspaceId, outputs);
  const files = await listOutputFiles(
    session,
    workspaceId,
    outputs.map(output => output.id),
  );
  return outputs.map(output => ({
    output,
    latest: latest.get(output.id) ?? null,
    files: files.filter(file => file.output_id === output.id),
  }));
}

export function findOutput(session: Session, workspaceId: string, id: string): Promise<OutputRow | undefined> {
  return session
    .selectFrom("outputs")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Every revision of an output, newest first. */
export function listRevisions(session: Session, workspaceId: string, outputId: string): Promise<OutputRevisionRow[]> {
  return session
    .selectFrom("output_revisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("output_id", "=", outputId)
    .orderBy("revision", "desc")
    .limit(200)
    .execute();
}

/** One revision of an output. Throws `not-found` when there is none of that number. */
export async function findRevision(
  session: Session,
  workspaceId: string,
  { id, revision }: { id: string; revision: number },
): Promise<OutputRevisionRow> {
  const row = await session
    .selectFrom("output_revisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("output_id", "=", id)
    .where("revision", "=", revision)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("not-found", "there is no such output, or no such revision of it");
  return row;
}

export type OutputFilter = { domain?: string; kind?: OutputKind; status?: OutputStatus; search?: string };

/** Outputs, newest first, below `beforeId`, each with its latest revision. */
export async function listOutputs(
  session: Session,
  workspaceId: string,
  filter: OutputFilter,
  page: { limit: number; beforeId?: string },
): Promise<{ output: OutputRow; latest: OutputRevisionRow | null }[]> {
  const outputs = await session
    .selectFrom("outputs")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.domain !== undefined, query => query.where("domain", "=", filter.domain as string))
    .$if(filter.kind !== undefined, query => query.where("kind", "=", filter.kind as OutputKind))
    .$if(filter.status !== undefined, query => query.where("status", "=", filter.status as OutputStatus))
    .$if(filter.search !== undefined, query =>
      query.where(sql<boolean>`strpos(lower(title), lower(${filter.search})) > 0`),
    )
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
  const latest = await listLatest(session, workspaceId, outputs);
  return outputs.map(output => ({ output, latest: latest.get(output.id) ?? null }));
}

async function listLatest(
  session: Session,
  workspaceId: string,
  outputs: readonly OutputRow[],
): Promise<Map<string, OutputRevisionRow>> {
  if (outputs.length === 0) return new Map();
  const rows = await session
    .selectFrom("output_revisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("output_id", "revision"),
        "in",
        outputs.map(output => tuple(output.id, output.revision)),
      ),
    )
    .execute();
  return new Map(rows.map(row => [row.output_id, row]));
}

/** What people asked to be changed about an output, newest first, each with how its task stands. */
export function listRequests(session: Session, workspaceId: string, outputId: string) {
  return session
    .selectFrom("output_requests as q")
    .leftJoin("tasks as t", "t.id", "q.task_id")
    .select([
      "q.id",
      "q.revision",
      "q.feedback",
      "q.task_id",
      "q.requested_by",
      "q.created_at",
      "t.status as task_status",
      sql<string | null>`t.error ->> 'message'`.as("task_error"),
    ])
    .where("q.workspace_id", "=", workspaceId)
    .where("q.output_id", "=", outputId)
    .orderBy("q.id", "desc")
    .limit(200)
    .execute();
}

/** The proposals to send an output, newest first. */
export function listApprovalsOfOutput(session: Session, workspaceId: string, outputId: string) {
  return session
    .selectFrom("approvals")
    .select(["id", "status", "effect_kind", "recipient"])
    .where("workspace_id", "=", workspaceId)
    .where("output_id", "=", outputId)
    .orderBy("id", "desc")
    .limit(50)
    .execute();
}
