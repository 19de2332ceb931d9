"use client";
/** The left edge of a wide screen: workspace, search, pages and account; narrow, it keeps the icons and the counts. */
import { PanelLeft, Search } from "lucide-react";
import { useMemo } from "react";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { type Command, useCommands } from "./commands.ts";
import { useOpenPanel } from "./keyboard.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import type { NavigationCounts } from "./navigation.ts";
import { SidebarLinks } from "./navigation-links.tsx";
import { UserMenu } from "./user-menu.tsx";
import { WorkspaceSwitcher, type WorkspaceSwitcherProps } from "./workspace-switcher.tsx";

export type SidebarProps = {
  counts: NavigationCounts;
  switcher: WorkspaceSwitcherProps;
  email: string;
  onSignOut: () => Promise<void>;
  isNarrow: boolean;
  onToggle: () => void;
};

export function Sidebar({ counts, switcher, email, onSignOut, isNarrow, onToggle }: SidebarProps) {
  const openPanel = useOpenPanel();
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "sidebar",
        label: isNarrow ? "Widen the sidebar" : "Narrow the sidebar",
        group: "General",
        keys: "[",
        icon: PanelLeft,
        run: onToggle,
      },
    ],
    [isNarrow, onToggle],
  );
  useCommands(commands);
  const toggleLabel = isNarrow ? "Widen the sidebar" : "Narrow the sidebar";
  return (
    <aside
      aria-label="Navigation and account"
      className="sticky top-0 hidden h-dvh flex-col gap-2.5 border-r bg-sunken p-2 md:flex"
    >
      <WorkspaceSwitcher {...switcher} isNarrow={isNarrow} className="w-full" />
      <button
        type="button"
        onClick={() => openPanel("palette")}
        aria-label="Search and commands"
        title={isNarrow ? "Search and commands" : undefined}
        className={joinClasses(
          "flex h-8 w-full items-center gap-2.5 rounded-md border bg-surface px-2 text-faint text-sm shadow-card transition-colors duration-75 hover:border-line-strong hover:text-muted",
          isNarrow && "justify-center px-0",
        )}
      >
        <Search aria-hidden className="size-4 shrink-0" />
        {isNarrow ? null : (
          <>
            <span className="flex-1 text-left">Search</span>
            <Kbd keys="mod+k" />
          </>
        )}
      </button>
      <div className="scroll-slim min-h-0 flex-1 overflow-y-auto pt-1">
        <SidebarLinks counts={counts} isNarrow={isNarrow} />
      </div>
      <div className="flex flex-col gap-px border-t pt-2">
        <div className={joinClasses("flex items-center justify-between gap-1", isNarrow && "flex-col")}>
          <LiveIndicator isCompact={isNarrow} className={isNarrow ? "w-full justify-center" : "px-2"} />
          <Button
            variant="ghost"
            size="icon-sm"
            onClick={onToggle}
            aria-label={toggleLabel}
            title={`${toggleLabel} ([)`}
            className={isNarrow ? "w-full" : undefined}
          >
            <PanelLeft aria-hidden />
          </Button>
        </div>
        <UserMenu
          email={email}
          onSignOut={onSignOut}
          side="top"
          isCompact={isNarrow}
          className={joinClasses("w-full", isNarrow && "justify-center px-0")}
        />
      </div>
    </aside>
  );
}
