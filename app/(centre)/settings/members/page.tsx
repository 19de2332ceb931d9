/** Who belongs to the workspace, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { readSession } from "#app/session/read-session.ts";
import { invitationsQuery, membersQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { invitationList } from "#lib/operations/invitation.ts";
import { memberList } from "#lib/operations/member.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../../prefetched.tsx";
import { MembersView } from "./members-view.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const session = await readSession();
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: membersQuery.queryKey, read: () => perform(memberList, {}) },
        { key: invitationsQuery.queryKey, read: () => perform(invitationList, {}) },
      ]}
    >
      <MembersView ownId={session?.userId ?? null} />
    </Prefetched>
  );
}
