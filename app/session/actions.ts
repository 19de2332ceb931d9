"use server";
/** Server actions that change the session: leaving it, and looking at another workspace. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { createSessionClient } from "./client.ts";
import { isSecureRequest } from "./cookie-options.ts";
import { writeChosenWorkspaceId } from "./workspace-cookie.ts";

export async function signOut(): Promise<void> {
  const supabase = await createSessionClient();
  await supabase.auth.signOut({ scope: "local" });
  redirect("/sign-in");
}

export async function switchWorkspace(workspaceId: string): Promise<void> {
  await writeChosenWorkspaceId(workspaceId, isSecureRequest(await headers()));
  redirect("/");
}
