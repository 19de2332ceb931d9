/** Where the link of a reset mail leads: the person is signed in by it and chooses their password. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readSession } from "#app/session/read-session.ts";
import { minPasswordLength } from "../password-rule.ts";
import { NewPasswordForm } from "./new-password-form.tsx";

export const metadata: Metadata = { title: "Choose a new password", referrer: "no-referrer" };

export default async function NewPasswordPage() {
  const session = await readSession();
  if (session === null) redirect("/forgot-password");
  return <NewPasswordForm email={session.email} minLength={minPasswordLength} />;
}
