"use client";
/** The person's workspaces to choose from; a sample one says that it is one. */
import { useTransition } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { DropdownMenu, MenuRadioGroup } from "#components/ui/dropdown-menu.tsx";
import type { MenuTrigger } from "./lazy-menu.tsx";
import type { ShellWorkspace } from "./workspace-switcher.tsx";

type Props = {
  trigger: MenuTrigger;
  workspaces: readonly ShellWorkspace[];
  currentId: string;
  onSwitch: (workspaceId: string) => Promise<void>;
};

export function WorkspaceMenuItems({ trigger, workspaces, currentId, onSwitch }: Props) {
  const [, startTransition] = useTransition();
  return (
    <DropdownMenu className="w-60" trigger={trigger} isOpenAtFirst>
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
    </DropdownMenu>
  );
}
