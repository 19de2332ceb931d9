"use server";
/** Sets the password of whoever is signed in; Auth ends their other sessions. */
import { redirect } from "next/navigation";
import { createSessionClient } from "#app/session/client.ts";
import { readSession } from "#app/session/read-session.ts";
import { minPasswordLength } from "../password-rule.ts";

export type NewPasswordState = { fieldError?: string; formError?: string };

export async function setPassword(_before: NewPasswordState, form: FormData): Promise<NewPasswordState> {
  const password = String(form.get("password") ?? "");
  if (password.length < minPasswordLength) {
    return { fieldError: `Use at least ${minPasswordLength} characters for the password.` };
  }
  if ((await readSession()) === null) redirect("/forgot-password");
  const supabase = await createSessionClient();
  const { error } = await supabase.auth.updateUser({ password });
  if (error?.code === "same_password") return { fieldError: "Choose another password than the one you had." };
  if (error?.code === "weak_password") return { fieldError: "Choose a longer or less common password." };
  if (error) return { formError: "That did not work. Ask for a new link and try again." };
  redirect("/");
}
