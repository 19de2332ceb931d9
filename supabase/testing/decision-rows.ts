/** Owns real rows of the tables for what people decide: one by one with a reason, or many at once. */
import { createHash, randomUUID } from "node:crypto";
import type { JsonObject } from "#lib/core/json.ts";
import type { Author, SeededWorkspace } from "./seed.ts";
import { digestText, domain } from "./values.ts";

/** The bulk decision that a person of a seeded workspace has pressed. */
export function bulkOf(workspace: { id: string }, userId: string): string {
  const hash = createHash("md5").update(`${workspace.id} ${userId}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const decisionRows = {
  bulk_decisions: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    verb: "approve",
    created_by: author.userId,
    status: "running",
    total: 2,
    done: 0,
    refused: 0,
  }),
  bulk_decision_items: (workspace, author) => ({
    bulk_id: bulkOf(workspace, author.userId),
    approval_id: workspace.undelivered,
    workspace_id: workspace.id,
    position: 0,
    digest: digestText("approved"),
    status: "waiting",
  }),
  feedback: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    domain,
    task: "draft",
    kind: "rejected",
    created_by: author.userId,
  }),
} satisfies Record<string, (workspace: SeededWorkspace, author: Author) => JsonObject>;
