/** The workspace itself, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { membersQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { memberList } from "#lib/operations/member.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../../prefetched.tsx";
import { WorkspaceView } from "./workspace-view.tsx";

export const metadata: Metadata = { title: "Workspace" };

export default function WorkspacePage() {
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: membersQuery.queryKey, read: () => perform(memberList, {}) },
      ]}
    >
      <WorkspaceView />
    </Prefetched>
  );
}
