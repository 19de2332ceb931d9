/** What can be set, with how it is set now, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { readSession } from "#app/session/read-session.ts";
import { membersQuery, modelQuery, spendQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { memberList } from "#lib/operations/member.ts";
import { modelGet } from "#lib/operations/model.ts";
import { spendGet } from "#lib/operations/spend.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../prefetched.tsx";
import { SettingsView } from "./settings-view.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const session = await readSession();
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: membersQuery.queryKey, read: () => perform(memberList, {}) },
        { key: spendQuery.queryKey, read: () => perform(spendGet, {}) },
        { key: modelQuery.queryKey, read: () => perform(modelGet, {}) },
      ]}
    >
      <SettingsView email={session?.email ?? ""} />
    </Prefetched>
  );
}
