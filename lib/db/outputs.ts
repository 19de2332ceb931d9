/** Owns the queries over outputs and their revisions. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import { listOutputFiles, type OutputFileRow } from "./output-files.ts";
import type { OutputRevisions, Outputs } from "./types.gen.ts";

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
  const revisions = await session
    .selectFrom("output_revisions")
    .innerJoin("outputs", join =>
      join
        .onRef("outputs.id", "=", "output_revisions.output_id")
        .onRef("outputs.revision", "=", "output_revisions.revision"),
    )
    .selectAll("output_revisions")
    .where("output_revisions.workspace_id", "=", workspaceId)
    .where(
      "output_revisions.output_id",
      "in",
      outputs.map(output => output.id),
    )
    .execute();
  const files = await listOutputFiles(
    session,
    workspaceId,
    outputs.map(output => output.id),
  );
  return outputs.map(output => ({
    output,
    latest: revisions.find(row => row.output_id === output.id) ?? null,
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
