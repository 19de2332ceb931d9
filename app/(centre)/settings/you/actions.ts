"use server";
/** Changes the password of whoever is signed in and knows it, and ends all their sessions. */
import { createClient } from "@supabase/supabase-js";
import { redirect } from "next/navigation";
import { minPasswordLength } from "#app/(auth)/password-rule.ts";
import { createSessionClient } from "#app/session/client.ts";
import { readSupabaseConfig } from "#app/session/config.ts";
import { readSession } from "#app/session/read-session.ts";
import type { PasswordState } from "#components/settings/password-card.tsx";

export async function changePassword(_before: PasswordState, form: FormData): Promise<PasswordState> {
  const current = String(form.get("current") ?? "");
  const next = String(form.get("next") ?? "");
  if (current === "") return { current: "Enter the password that you have now." };
  if (next.length < minPasswordLength) return { next: `Use at least ${minPasswordLength} characters.` };
  if (next === current) return { next: "Choose another password than the one you have." };
  const session = await readSession();
  if (session === null) redirect("/sign-in?next=/settings/you");

  // A client of its own, so that proving the password leaves the session in hand alone.
  const { url, publishableKey } = readSupabaseConfig();
  const prover = createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const proof = await prover.auth.signInWithPassword({ email: session.email, password: current });
  if (proof.error?.code === "invalid_credentials") return { current: "That is not your password now." };
  if (proof.error?.status === 429) return { whole: "Too many attempts. Wait a minute, then try again." };
  if (proof.error) return { whole: "The sign-in service could not check your password. Try again in a moment." };
  await prover.auth.signOut({ scope: "local" });

  const supabase = await createSessionClient();
  const { error } = await supabase.auth.updateUser({ password: next });
  if (error?.code === "weak_password") return { next: "Choose a longer or less common password." };
  if (error?.code === "same_password") return { next: "Choose another password than the one you have." };
  if (error) return { whole: "The password could not be changed. Try again in a moment." };
  return { doneAt: Date.now() };
}

export async function signOutEverywhere(): Promise<void> {
  const supabase = await createSessionClient();
  await supabase.auth.signOut({ scope: "global" });
  redirect("/sign-in");
}
