"use client";
/** Who is signed in, as the button of the account menu. */
import { lazy } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { LazyMenu } from "./lazy-menu.tsx";

const loadItems = () => import("./user-menu-items.tsx").then(module => ({ default: module.UserMenuItems }));
const UserMenuItems = lazy(loadItems);

export type UserMenuProps = { email: string; onSignOut: () => Promise<void>; isCompact?: boolean; className?: string };

export function UserMenu({ email, onSignOut, isCompact, className }: UserMenuProps) {
  return (
    <LazyMenu
      preload={() => void loadItems()}
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
      {trigger => <UserMenuItems trigger={trigger} onSignOut={onSignOut} isCompact={isCompact} />}
    </LazyMenu>
  );
}
