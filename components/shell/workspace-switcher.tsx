"use client";
/** Shows which workspace one is in, as the button that leads to the others. */
import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { LazyMenu } from "./lazy-menu.tsx";

const loadItems = () => import("./workspace-menu-items.tsx").then(module => ({ default: module.WorkspaceMenuItems }));
const WorkspaceMenuItems = lazy(loadItems);

export type ShellWorkspace = { id: string; name: string; isSample: boolean };

export type WorkspaceSwitcherProps = {
  workspaces: readonly ShellWorkspace[];
  currentId: string;
  onSwitch: (workspaceId: string) => Promise<void>;
  className?: string;
};

export function WorkspaceSwitcher({ workspaces, currentId, onSwitch, className }: WorkspaceSwitcherProps) {
  const name = workspaces.find(workspace => workspace.id === currentId)?.name ?? "Workspace";
  return (
    <LazyMenu
      preload={() => void loadItems()}
      trigger={
        <button
          type="button"
          aria-label={`Workspace ${name}. Switch workspace`}
          className={joinClasses(
            "flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover max-md:h-11",
            className,
          )}
        >
          <Avatar name={name} shape="square" />
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    >
      {trigger => (
        <WorkspaceMenuItems trigger={trigger} workspaces={workspaces} currentId={currentId} onSwitch={onSwitch} />
      )}
    </LazyMenu>
  );
}
