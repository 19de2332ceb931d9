"use client";
/** Shows which workspace one is in and leads to the others; a sample one says that it is one. */
import { ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { useTransition } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { DropdownMenu, MenuLinkItem, MenuRadioGroup, MenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";

export type ShellWorkspace = { id: string; name: string; isSample: boolean; createdAt: string };

export type WorkspaceSwitcherProps = {
  workspaces: readonly ShellWorkspace[];
  currentId: string;
  onSwitch: (workspaceId: string) => Promise<void>;
  /** Shows the sign alone; the name stays for screen readers. */
  isNarrow?: boolean;
  className?: string;
};

export function WorkspaceSwitcher({ workspaces, currentId, onSwitch, isNarrow, className }: WorkspaceSwitcherProps) {
  const name = workspaces.find(workspace => workspace.id === currentId)?.name ?? "Workspace";
  const [, startTransition] = useTransition();
  return (
    <DropdownMenu
      className="w-60"
      trigger={
        <button
          type="button"
          aria-label={`Workspace ${name}. Switch workspace`}
          className={joinClasses(
            "flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover max-md:h-11",
            isNarrow && "justify-center px-0",
            className,
          )}
        >
          <Avatar name={name} shape="square" />
          {isNarrow ? null : (
            <>
              <span className="min-w-0 flex-1 truncate font-medium text-sm">{name}</span>
              <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
            </>
          )}
        </button>
      }
    >
      <MenuRadioGroup
        label="Workspaces"
        value={currentId}
        onValueChange={id => startTransition(() => onSwitch(id))}
        options={workspaces.map(workspace => ({
          value: workspace.id,
          label: workspace.isSample ? `${workspace.name} (sample data)` : workspace.name,
          icon: <Avatar name={workspace.name} shape="square" size="sm" />,
        }))}
      />
      <MenuSeparator />
      <MenuLinkItem icon={<Plus aria-hidden />} render={<Link href="/welcome" />}>
        Add a workspace
      </MenuLinkItem>
    </DropdownMenu>
  );
}
