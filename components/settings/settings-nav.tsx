"use client";
/** The sections of the settings beside each of them; a narrow screen has the page of settings instead. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import { settingsGroups } from "./settings-sections.ts";

export function SettingsNav() {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings" className="sticky top-5 hidden w-44 shrink-0 flex-col gap-4 self-start md:flex">
      {settingsGroups.map(group => (
        <div key={group.label} className="flex flex-col gap-px">
          <p className="px-2 pb-1 text-faint text-xs">{group.label}</p>
          {group.sections.map(section => (
            <Link
              key={section.href}
              href={section.href}
              aria-current={pathname === section.href ? "page" : undefined}
              className="flex h-8 items-center gap-2.5 rounded-md px-2 text-muted text-sm transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-text"
            >
              <section.icon aria-hidden className="size-4 shrink-0" />
              <span className="truncate">{section.label}</span>
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
