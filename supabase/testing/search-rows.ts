/** Owns real rows of the tables by which tasks are found by their words. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "#lib/core/json.ts";
import type { Author, SeededWorkspace } from "./seed.ts";

export const searchRows = {
  task_terms: workspace => ({
    workspace_id: workspace.id,
    term: randomUUID(),
    first_id: workspace.task,
    task_ids: `{${workspace.task}}`,
  }),
  task_term_progress: workspace => ({ workspace_id: workspace.id, through_id: workspace.task }),
} satisfies Record<string, (workspace: SeededWorkspace, author: Author) => JsonObject>;
