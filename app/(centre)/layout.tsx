/** The frame of every signed-in page; sends whoever is not signed in away, and a first visit to the welcome page. */
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { signOut, switchWorkspace } from "#app/session/actions.ts";
import { readSupabaseConfig } from "#app/session/config.ts";
import { readSession } from "#app/session/read-session.ts";
import { countWaitingApprovals, readCurrentWorkspace, readWorkspaces } from "#app/session/read-workspaces.ts";
import { AgentCommandsLater } from "#components/agents/agent-commands-later.tsx";
import { MembershipWatch } from "#components/settings/membership-watch.tsx";
import { SettingsCommandsLater } from "#components/settings/settings-commands-later.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { sidebarCookie } from "#components/shell/sidebar-cookie.ts";
import { SingleKeysOfAccount } from "#components/shell/single-keys.ts";

export default async function CentreLayout({ children }: { children: ReactNode }) {
  const session = await readSession();
  if (!session) {
    const path = (await headers()).get("x-path") ?? "/";
    redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
  }
  const [workspaces, workspace] = await Promise.all([readWorkspaces(), readCurrentWorkspace()]);
  if (!workspace) redirect("/welcome");
  return (
    <NuqsAdapter>
      <AppShell
        // Another workspace starts with an empty cache and its own channel.
        key={workspace.id}
        supabase={readSupabaseConfig()}
        email={session.email}
        workspaces={workspaces}
        workspaceId={workspace.id}
        counts={{ waitingApprovals: await countWaitingApprovals(workspace.id) }}
        isSidebarNarrow={(await cookies()).get(sidebarCookie)?.value === "narrow"}
        onSwitchWorkspace={switchWorkspace}
        onSignOut={signOut}
      >
        <AgentCommandsLater />
        <SettingsCommandsLater />
        <SingleKeysOfAccount isOn={session.hasSingleKeys} />
        <MembershipWatch workspaceId={workspace.id} workspaces={workspaces} />
        {children}
      </AppShell>
    </NuqsAdapter>
  );
}
