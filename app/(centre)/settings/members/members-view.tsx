"use client";
/** Who belongs to the workspace and who is invited; admins invite, change and remove, everybody sees. */
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { InvitationsCard } from "#components/settings/invitations-card.tsx";
import { MembersCard } from "#components/settings/members-card.tsx";
import { ReadOnlyNote } from "#components/settings/read-only-note.tsx";
import { roles } from "#components/settings/roles.ts";
import { invitationsQuery, membersQuery, type NewInvitation } from "#components/settings/settings-data.ts";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { useRole } from "#components/settings/use-role.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const InviteDialog = dynamic(
  () => import("#components/settings/invite-dialog.tsx").then(module => module.InviteDialog),
  { ssr: false },
);

export function MembersView({ ownId }: { ownId: string | null }) {
  const { role, isAdmin, whyNot } = useRole();
  const members = useQuery(membersQuery);
  const invitations = useQuery({ ...invitationsQuery, enabled: isAdmin });
  const [dialog, setDialog] = useState<{ made: NewInvitation | null } | null>(null);
  return (
    <>
      <SettingsHeader
        title="Members"
        description="Who belongs here, and what each may do."
        actions={
          isAdmin ? (
            <Button variant="primary" onClick={() => setDialog({ made: null })}>
              <UserPlus aria-hidden />
              Invite a person
            </Button>
          ) : null
        }
      />
      {!members.data && members.error ? (
        <Failure error={members.error} onRetry={() => void members.refetch()} isRetrying={members.isFetching} />
      ) : !members.data ? (
        <Card>
          <SkeletonRows count={5} label="Loading members" />
        </Card>
      ) : (
        <>
          <ReadOnlyNote why={whyNot?.replace("this", "who belongs here") ?? null} />
          <div className="flex flex-col gap-5">
            <MembersCard members={members.data.data} ownId={ownId} ownRole={role} />
            {isAdmin ? (
              <InvitationsCard invitations={invitations.data?.data ?? []} onNewLink={made => setDialog({ made })} />
            ) : null}
            <dl className="grid gap-x-6 gap-y-1 px-1 text-xs sm:grid-cols-[auto_minmax(0,1fr)]">
              {roles.map(one => (
                <div key={one.value} className="contents">
                  <dt className="font-medium">{one.label}</dt>
                  <dd className="text-muted max-sm:mb-1.5">{one.meaning}.</dd>
                </div>
              ))}
            </dl>
          </div>
        </>
      )}
      {dialog === null ? null : (
        <InviteDialog key={dialog.made?.id ?? "new"} made={dialog.made} onClose={() => setDialog(null)} />
      )}
    </>
  );
}
