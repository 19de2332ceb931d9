"use client";
/** Who is signed in, the theme, the list of keys, and the way out. */
import { Keyboard as KeyboardIcon, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useTransition } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { DropdownMenu, MenuItem, MenuRadioGroup, MenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { useOpenPanel } from "./keyboard.tsx";

const themes = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
];

export type UserMenuProps = {
  email: string;
  onSignOut: () => Promise<void>;
  isCompact?: boolean;
  side?: "top" | "bottom";
  className?: string;
};

export function UserMenu({ email, onSignOut, isCompact, side = "bottom", className }: UserMenuProps) {
  const { theme = "system", setTheme } = useTheme();
  const openPanel = useOpenPanel();
  const [, startTransition] = useTransition();
  return (
    <DropdownMenu
      side={side}
      align={side === "bottom" ? "end" : "start"}
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`Account of ${email}`}
          className={joinClasses(
            "flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover max-md:h-11 max-md:min-w-11 max-md:justify-center",
            className,
          )}
        >
          <Avatar name={email} />
          <span className={joinClasses("min-w-0 flex-1 truncate text-muted text-sm", isCompact && "sr-only")}>
            {email}
          </span>
        </button>
      }
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
