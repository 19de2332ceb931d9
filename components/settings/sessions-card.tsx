"use client";
/** Who is signed in, and the way out of every browser at once. */
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { SettingsRow } from "./settings-row.tsx";

export type SessionsCardProps = { email: string; onSignOutEverywhere: () => Promise<void> };

export function SessionsCard({ email, onSignOutEverywhere }: SessionsCardProps) {
  return (
    <Card aria-label="Signing in">
      <CardHeader title="Signing in" />
      <div className="divide-y divide-line">
        <SettingsRow label="Address" hint="Invitations and sign-in mails go there.">
          <span className="max-w-full break-all text-muted text-sm">{email}</span>
        </SettingsRow>
        <SettingsRow
          label="Sign out everywhere"
          hint="In every browser, with this one. API keys go on: revoke those under API keys."
        >
          <AlertDialog
            title="Sign out everywhere?"
            description="Every browser in which you are signed in, with this one, has to sign in again."
            actionLabel="Sign out everywhere"
            onAction={onSignOutEverywhere}
            trigger={<Button>Sign out everywhere</Button>}
          />
        </SettingsRow>
      </div>
    </Card>
  );
}
