"use client";
/** The frame of every signed-in page: navigation, workspace, search, live state; holds no page content of its own. */
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { LiveProvider } from "#components/shared/live-provider.tsx";
import { QueryProvider } from "#components/shared/query-provider.tsx";
import { request } from "#components/shared/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Keyboard, useOpenPanel } from "./keyboard.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { Mark } from "./mark.tsx";
import type { NavigationCounts } from "./navigation.ts";
import { BottomBar, SidebarLinks } from "./navigation-links.tsx";
import { SampleBanner } from "./sample-banner.tsx";
import { UserMenu } from "./user-menu.tsx";
import { type ShellWorkspace, WorkspaceSwitcher } from "./workspace-switcher.tsx";

const Toaster = dynamic(() => import("#components/ui/toaster.tsx").then(module => module.Toaster), { ssr: false });

export type AppShellProps = {
  supabase: { url: string; publishableKey: string };
  email: string;
  workspaces: readonly ShellWorkspace[];
  workspaceId: string;
  counts: NavigationCounts;
  onSwitchWorkspace: (workspaceId: string) => Promise<void>;
  onSignOut: () => Promise<void>;
  children: ReactNode;
};

export function AppShell(props: AppShellProps) {
  return (
    <QueryProvider>
      <LiveProvider {...props.supabase} workspaceId={props.workspaceId}>
        <Keyboard>
          <Frame {...props} />
          <Toaster />
        </Keyboard>
      </LiveProvider>
    </QueryProvider>
  );
}

/** The counts as the server rendered them, then as the live channel says they change. */
function useCounts(initialData: NavigationCounts): NavigationCounts {
  const { data } = useQuery({
    queryKey: ["approval", "count"],
    queryFn: async ({ signal }) => {
      const overview = await request<{ waiting_approvals: number }>("/overview", { signal });
      return { waitingApprovals: overview.waiting_approvals };
    },
    initialData,
  });
  return data;
}

function Frame(props: AppShellProps) {
  const counts = useCounts(props.counts);
  const openPanel = useOpenPanel();
  const isSample = props.workspaces.find(workspace => workspace.id === props.workspaceId)?.isSample ?? false;
  const switcher = {
    workspaces: props.workspaces,
    currentId: props.workspaceId,
    onSwitch: props.onSwitchWorkspace,
  };
  return (
    <div className="app-root min-h-dvh md:grid md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <aside
        aria-label="Navigation and account"
        className="sticky top-0 hidden h-dvh flex-col gap-3 border-r bg-sunken p-2.5 md:flex"
      >
        <WorkspaceSwitcher {...switcher} className="w-full" />
        <Button onClick={() => openPanel("palette")} className="w-full justify-start px-2 font-normal text-muted">
          <Search aria-hidden />
          <span className="flex-1 text-left">Search</span>
          <Kbd keys="mod+k" />
        </Button>
        <div className="scroll-slim min-h-0 flex-1 overflow-y-auto">
          <SidebarLinks counts={counts} />
        </div>
        <div className="flex flex-col gap-px border-t pt-2">
          <LiveIndicator className="px-2.5" />
          <UserMenu email={props.email} onSignOut={props.onSignOut} className="w-full" />
        </div>
      </aside>
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
        {isSample ? <SampleBanner /> : null}
        <main
          id="main"
          tabIndex={-1}
          className="w-full max-w-[88rem] flex-1 px-4 pt-5 pb-24 outline-none md:px-6 md:pb-10"
        >
          {props.children}
        </main>
      </div>
      <BottomBar counts={counts} />
    </div>
  );
}
