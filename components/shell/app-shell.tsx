"use client";
/** The frame of every signed-in page: navigation, workspace, search, live state; holds no page content of its own. */
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { LiveProvider } from "#components/shared/live-provider.tsx";
import { QueryProvider } from "#components/shared/query-provider.tsx";
import { SamplePast } from "#components/shared/sample-past.tsx";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { Keyboard, useOpenPanel } from "./keyboard.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { Mark } from "./mark.tsx";
import type { NavigationCounts } from "./navigation.ts";
import { BottomBar } from "./navigation-links.tsx";
import { SampleBanner } from "./sample-banner.tsx";
import { Sidebar } from "./sidebar.tsx";
import { useNavigationCounts } from "./use-navigation-counts.ts";
import { useSidebar } from "./use-sidebar.ts";
import { UserMenu } from "./user-menu.tsx";
import { type ShellWorkspace, WorkspaceSwitcher } from "./workspace-switcher.tsx";

const Toaster = dynamic(() => import("#components/ui/toaster.tsx").then(module => module.Toaster), { ssr: false });

export type AppShellProps = {
  supabase: { url: string; publishableKey: string };
  email: string;
  workspaces: readonly ShellWorkspace[];
  workspaceId: string;
  counts: NavigationCounts;
  isSidebarNarrow: boolean;
  onSwitchWorkspace: (workspaceId: string) => Promise<void>;
  onSignOut: () => Promise<void>;
  children: ReactNode;
};

export function AppShell(props: AppShellProps) {
  return (
    <QueryProvider>
      <LiveProvider {...props.supabase} workspaceId={props.workspaceId}>
        <Keyboard workspaceId={props.workspaceId}>
          <Frame {...props} />
          <Toaster />
        </Keyboard>
      </LiveProvider>
    </QueryProvider>
  );
}

function Frame(props: AppShellProps) {
  const counts = useNavigationCounts(props.counts);
  const sidebar = useSidebar(props.isSidebarNarrow);
  const openPanel = useOpenPanel();
  const workspace = props.workspaces.find(one => one.id === props.workspaceId);
  const sampleUntil = workspace?.isSample ? workspace.createdAt : null;
  const switcher = {
    workspaces: props.workspaces,
    currentId: props.workspaceId,
    onSwitch: props.onSwitchWorkspace,
  };
  return (
    <div
      className={joinClasses(
        "app-root min-h-dvh md:grid",
        sidebar.isNarrow ? "md:grid-cols-[3.25rem_minmax(0,1fr)]" : "md:grid-cols-[13.75rem_minmax(0,1fr)]",
      )}
    >
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <Sidebar
        counts={counts}
        switcher={switcher}
        email={props.email}
        onSignOut={props.onSignOut}
        isNarrow={sidebar.isNarrow}
        onToggle={sidebar.toggle}
      />
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-b bg-surface px-2 md:hidden">
          <Mark className="mx-1.5" />
          <WorkspaceSwitcher {...switcher} className="flex-1" />
          <LiveIndicator isCompact />
          <Button variant="ghost" size="icon" aria-label="Search and commands" onClick={() => openPanel("palette")}>
            <Search aria-hidden />
          </Button>
          <UserMenu email={props.email} onSignOut={props.onSignOut} isCompact />
        </header>
        {sampleUntil === null ? null : <SampleBanner openedAt={sampleUntil} />}
        <main
          id="main"
          tabIndex={-1}
          className="w-full max-w-[88rem] flex-1 px-4 pt-5 pb-24 outline-none md:px-6 md:pb-10"
        >
          <SamplePast value={sampleUntil}>{props.children}</SamplePast>
        </main>
      </div>
      <BottomBar counts={counts} />
    </div>
  );
}
