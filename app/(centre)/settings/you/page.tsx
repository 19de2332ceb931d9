/** The account of whoever is signed in. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { minPasswordLength } from "#app/(auth)/password-rule.ts";
import { readSession } from "#app/session/read-session.ts";
import { AppearanceCard } from "#components/settings/appearance-card.tsx";
import { PasswordCard } from "#components/settings/password-card.tsx";
import { SessionsCard } from "#components/settings/sessions-card.tsx";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { changePassword, signOutEverywhere } from "./actions.ts";

export const metadata: Metadata = { title: "Your account" };

export default async function YouPage() {
  const session = await readSession();
  if (session === null) redirect("/sign-in?next=/settings/you");
  return (
    <>
      <SettingsHeader
        title="Your account"
        description="How the product looks and listens to you, and how you sign in."
      />
      <div className="flex flex-col gap-5">
        <AppearanceCard hasSingleKeys={session.hasSingleKeys} />
        <PasswordCard email={session.email} minLength={minPasswordLength} onChange={changePassword} />
        <SessionsCard email={session.email} onSignOutEverywhere={signOutEverywhere} />
      </div>
    </>
  );
}
