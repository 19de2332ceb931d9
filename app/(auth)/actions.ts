"use server";
/** Signing in and signing up; says which field is wrong and how to fix it, and never whether an address is known. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { createSessionClient } from "#app/session/client.ts";
import { readNextPath } from "#app/session/next-path.ts";
import { minPasswordLength } from "./password-rule.ts";

export type CredentialsState = {
  email: string;
  fieldErrors: { email?: string; password?: string };
  formError?: string;
  notice?: string;
};

const emailRule = z.email();

export async function signIn(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const { email, password, state } = readCredentials(form, 1);
  if (state) return state;
  const supabase = await createSessionClient();
  const { error } = await supabase.auth.signInWithPassword({ email, password });
  if (error) return { email, fieldErrors: {}, formError: explainAuthError(error) };
  redirect(readNextPath(form.get("next")));
}

export async function signUp(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const { email, password, state } = readCredentials(form, minPasswordLength);
  if (state) return state;
  const supabase = await createSessionClient();
  const nextPath = readNextPath(form.get("next"));
  const origin = (await headers()).get("origin");
  const target = `${origin}/auth/confirm?next=${encodeURIComponent(nextPath)}`;
  const options = origin === null ? {} : { emailRedirectTo: target };
  const { data, error } = await supabase.auth.signUp({ email, password, options });
  if (error) {
    return error.code === "weak_password"
      ? { email, fieldErrors: { password: "Choose a longer or less common password." } }
      : { email, fieldErrors: {}, formError: explainAuthError(error) };
  }
  if (!data.session) {
    return { email, fieldErrors: {}, notice: "Check your inbox and open the link we sent to confirm your address." };
  }
  redirect(nextPath);
}

function readCredentials(form: FormData, minLength: number) {
  const email = String(form.get("email") ?? "").trim();
  const password = String(form.get("password") ?? "");
  const fieldErrors: CredentialsState["fieldErrors"] = {};
  if (!emailRule.safeParse(email).success) fieldErrors.email = "Enter an email address such as name@company.com.";
  if (password.length < minLength) {
    fieldErrors.password =
      minLength > 1 ? `Use at least ${minLength} characters for the password.` : "Enter your password.";
  }
  const state: CredentialsState | null = fieldErrors.email || fieldErrors.password ? { email, fieldErrors } : null;
  return { email, password, state };
}

function explainAuthError(error: { code?: string; status?: number; name: string }): string {
  if (error.code === "invalid_credentials") return "Email or password is not right. Check both and try again.";
  if (error.code === "email_not_confirmed") return "Confirm your address first: open the link in the email we sent.";
  if (error.code === "user_already_exists" || error.code === "email_exists") {
    return "This did not work. If you already have an account with this address, sign in instead.";
  }
  if (error.code === "signup_disabled") return "New accounts are closed here. Ask an owner to invite you.";
  if (error.status === 429) return "Too many attempts. Wait a minute, then try again.";
  if (error.name === "AuthRetryableFetchError") return "The sign-in service cannot be reached. Try again in a moment.";
  return "That did not work. Try again, and tell an owner if it keeps happening.";
}
