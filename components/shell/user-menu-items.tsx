"use client";
/** What the account menu offers: the theme, the list of keys, and the way out. */
import { Keyboard as KeyboardIcon, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useTransition } from "react";
import { DropdownMenu, MenuItem, MenuRadioGroup, MenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { useOpenPanel } from "./keyboard.tsx";
import type { MenuTrigger } from "./lazy-menu.tsx";

const themes = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
];

type Props = { trigger: MenuTrigger; onSignOut: () => Promise<void>; isCompact?: boolean };

export function UserMenuItems({ trigger, onSignOut, isCompact }: Props) {
  const { theme = "system", setTheme } = useTheme();
  const openPanel = useOpenPanel();
  const [, startTransition] = useTransition();
  return (
    <DropdownMenu
      side={isCompact ? "bottom" : "top"}
      align={isCompact ? "end" : "start"}
      className="w-56"
      trigger={trigger}
      isOpenAtFirst
    >
      <MenuRadioGroup label="Appearance" value={theme} onValueChange={setTheme} options={themes} />
      <MenuSeparator />
      <MenuItem icon={<KeyboardIcon aria-hidden />} keys="?" onSelect={() => openPanel("keys")}>
        Keys
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => startTransition(() => onSignOut())}>
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}
