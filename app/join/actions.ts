"use server";
/** Accepts an invitation as the signed-in person, or leaves the account so that another one can. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { createSessionClient } from "#app/session/client.ts";
import { isSecureRequest } from "#app/session/cookie-options.ts";
import { performAction } from "#app/session/perform.ts";
import { writeChosenWorkspaceId } from "#app/session/workspace-cookie.ts";
import { memberJoin } from "#lib/operations/invitation.ts";

export type JoinState = { failure?: string };

export async function join(_before: JoinState, form: FormData): Promise<JoinState> {
  const result = await performAction(memberJoin, { token: String(form.get("token") ?? "") });
  if (!result.isOk) return { failure: result.problem.errors[0]?.message ?? result.problem.message };
  await writeChosenWorkspaceId(result.value.workspace_id, isSecureRequest(await headers()));
  redirect("/");
}

export async function changeAccount(form: FormData): Promise<void> {
  const supabase = await createSessionClient();
  await supabase.auth.signOut({ scope: "local" });
  const path = `/join?token=${encodeURIComponent(String(form.get("token") ?? ""))}`;
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}
