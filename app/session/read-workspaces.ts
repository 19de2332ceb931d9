/** The workspaces of whoever is signed in and the one they look at; row-level security decides what they may see. */
import { cache } from "react";
import { createSessionClient } from "./client.ts";
import { readChosenWorkspaceId } from "./workspace-cookie.ts";

export type Workspace = { id: string; name: string; isSample: boolean; createdAt: string };

/** Ordered by name. Throws when the database cannot be asked; an empty list means a first visit. */
export const readWorkspaces = cache(async (): Promise<Workspace[]> => {
  const supabase = await createSessionClient();
  const { data, error } = await supabase.from("workspaces").select("id, name, is_sample, created_at").order("name");
  if (error) throw new Error(`workspaces could not be read: ${error.message}`, { cause: error });
  return data.map(row => ({
    id: row.id,
    name: row.name,
    isSample: row.is_sample,
    createdAt: row.created_at,
  }));
});

/** The chosen workspace if the person is still its member, else their first; null on a first visit. */
export const readCurrentWorkspace = cache(async (): Promise<Workspace | null> => {
  const [workspaces, chosenId] = await Promise.all([readWorkspaces(), readChosenWorkspaceId()]);
  return workspaces.find(workspace => workspace.id === chosenId) ?? workspaces[0] ?? null;
});

/** How many approvals wait for a person in this workspace now. */
export async function countWaitingApprovals(workspaceId: string): Promise<number> {
  const supabase = await createSessionClient();
  const { count, error } = await supabase
    .from("approvals")
    .select("id", { count: "exact", head: true })
    .eq("workspace_id", workspaceId)
    .eq("status", "pending");
  if (error) throw new Error(`waiting approvals could not be counted: ${error.message}`, { cause: error });
  return count ?? 0;
}
