"use server";
/** Opens a workspace for the signed-in person and leads into it. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { isSecureRequest } from "#app/session/cookie-options.ts";
import { performAction } from "#app/session/perform.ts";
import { writeChosenWorkspaceId } from "#app/session/workspace-cookie.ts";
import { workspaceCreate, workspaceCreateSample } from "#lib/operations/workspace.ts";

export type OpeningState = { name: string; nameError?: string; failure?: string };

export async function openSample(before: OpeningState): Promise<OpeningState> {
  const result = await performAction(workspaceCreateSample, {});
  if (!result.isOk) return { ...before, failure: result.problem.message };
  await writeChosenWorkspaceId(result.value.id, isSecureRequest(await headers()));
  redirect("/");
}

export async function openEmpty(_before: OpeningState, form: FormData): Promise<OpeningState> {
  const name = String(form.get("name") ?? "").trim();
  const result = await performAction(workspaceCreate, { name });
  if (!result.isOk) {
    const nameError = result.problem.errors.find(error => error.path === "name")?.message;
    return nameError === undefined ? { name, failure: result.problem.message } : { name, nameError };
  }
  await writeChosenWorkspaceId(result.value.id, isSecureRequest(await headers()));
  redirect("/contacts/import");
}
