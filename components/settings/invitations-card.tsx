"use client";
/** The invitations that nobody has accepted: to whom, as what, until when; renewed with a new link, or taken back. */
import { useQueryClient } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useState } from "react";
import { usePeople } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { nameRole } from "./roles.ts";
import type { Invitation, NewInvitation } from "./settings-data.ts";

export type InvitationsCardProps = { invitations: readonly Invitation[]; onNewLink: (made: NewInvitation) => void };

export function InvitationsCard({ invitations, onNewLink }: InvitationsCardProps) {
  if (invitations.length === 0) return null;
  return (
    <Card aria-label="Invitations">
      <CardHeader title={`${invitations.length} open ${invitations.length === 1 ? "invitation" : "invitations"}`} />
      <ul className="divide-y divide-line">
        {invitations.map(invitation => (
          <InvitationRow key={invitation.id} invitation={invitation} onNewLink={onNewLink} />
        ))}
      </ul>
    </Card>
  );
}

function InvitationRow({
  invitation,
  onNewLink,
}: {
  invitation: Invitation;
  onNewLink: (made: NewInvitation) => void;
}) {
  const queries = useQueryClient();
  const readPerson = usePeople();
  const [isBusy, setIsBusy] = useState(false);
  const lookAgain = () => queries.invalidateQueries({ queryKey: ["invitation"] });

  async function renew() {
    setIsBusy(true);
    try {
      const body = { link_origin: window.location.origin };
      onNewLink(await request<NewInvitation>(`/members/invitations/${invitation.id}/resend`, { body }));
    } catch (error) {
      showError("No new link was made", { description: describeError(error) });
    } finally {
      setIsBusy(false);
      void lookAgain();
    }
  }

  return (
    <li className="flex items-center gap-3 px-4 py-2.5 max-md:flex-wrap">
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-idle-soft text-muted"
      >
        <Mail className="size-3.5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium text-sm">{invitation.email}</span>
          <Badge>{nameRole(invitation.role)}</Badge>
        </p>
        <p className="text-muted text-xs">
          Invited <RelativeTime at={invitation.created_at} /> by {readPerson(invitation.invited_by)} ·{" "}
          {invitation.is_expired ? (
            <span className="font-medium text-warn">expired, make a new link</span>
          ) : (
            <>
              good until <RelativeTime at={invitation.expires_at} />
            </>
          )}
        </p>
      </div>
      <div className="flex items-center gap-1.5 max-md:pl-9">
        <Button size="sm" onClick={() => void renew()} isBusy={isBusy} aria-label={`New link for ${invitation.email}`}>
          New link
        </Button>
        <AlertDialog
          title={`Take the invitation of ${invitation.email} back?`}
          description="Its link opens nothing more. You can invite the same address again."
          actionLabel="Take it back"
          onAction={async () => {
            await request(`/members/invitations/${invitation.id}`, { method: "DELETE" });
            await lookAgain();
            showSuccess(`The invitation of ${invitation.email} is taken back`);
          }}
          trigger={
            <Button size="sm" variant="ghost" aria-label={`Take back the invitation of ${invitation.email}`}>
              Take back
            </Button>
          }
        />
      </div>
    </li>
  );
}
