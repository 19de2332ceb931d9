"use client";
/** The pages as links, in the sidebar and in the bottom bar of a narrow screen. */
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import {
  isCurrent,
  type NavigationCounts,
  type NavigationGroup,
  type NavigationItem,
  navigation,
  navigationGroups,
} from "./navigation.ts";

const Sheet = dynamic(() => import("#components/ui/sheet.tsx").then(module => module.Sheet), { ssr: false });

const isRare = (item: NavigationItem) => item.isFrequent !== true;

function writeCount(count: number): string {
  return count > 99 ? "99+" : String(count);
}

function Count({ item, counts, className }: { item: NavigationItem; counts: NavigationCounts; className?: string }) {
  const count = item.count ? counts[item.count] : 0;
  if (count === 0) return null;
  return (
    <span
      className={joinClasses(
        "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-full bg-waiting-soft px-1 font-medium text-[0.6875rem] text-waiting tabular-nums",
        className,
      )}
    >
      {writeCount(count)}
      <span className="sr-only"> waiting</span>
    </span>
  );
}

type LinkRowProps = { item: NavigationItem; counts: NavigationCounts; isNarrow?: boolean; onFollow?: () => void };

function LinkRow({ item, counts, isNarrow, onFollow }: LinkRowProps) {
  const isHere = isCurrent(item, usePathname());
  return (
    <Link
      href={item.href}
      onClick={onFollow}
      title={isNarrow ? item.label : undefined}
      aria-current={isHere ? "page" : undefined}
      className={joinClasses(
        "group relative flex h-7.5 items-center gap-2.5 rounded-md px-2 text-muted text-sm transition-colors duration-75 hover:bg-hover hover:text-text aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-text max-md:h-11",
        isNarrow && "justify-center px-0",
      )}
    >
      <item.icon aria-hidden className="size-4 shrink-0 text-faint group-aria-[current=page]:text-accent" />
      <span className={isNarrow ? "sr-only" : "min-w-0 flex-1 truncate"}>{item.label}</span>
      <Count item={item} counts={counts} className={isNarrow ? "absolute -top-1 right-0 scale-85" : undefined} />
    </Link>
  );
}

export type SidebarLinksProps = {
  counts: NavigationCounts;
  groups?: readonly NavigationGroup[];
  isNarrow?: boolean;
  onFollow?: () => void;
};

export function SidebarLinks({ counts, groups = navigationGroups, isNarrow, onFollow }: SidebarLinksProps) {
  return (
    <nav aria-label="Pages" className="flex flex-col gap-4">
      {groups.map((group, position) => (
        <ul
          key={group.label}
          aria-label={group.label}
          className={joinClasses("flex flex-col gap-px", isNarrow && position > 0 && "border-t pt-3")}
        >
          {position > 0 && !isNarrow ? (
            <li aria-hidden className="mb-0.5 px-2 font-medium text-[0.6875rem] text-faint leading-5">
              {group.label}
            </li>
          ) : null}
          {group.items.map(item => (
            <li key={item.href}>
              <LinkRow item={item} counts={counts} isNarrow={isNarrow} onFollow={onFollow} />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

export function BottomBar({ counts }: { counts: NavigationCounts }) {
  const pathname = usePathname();
  const [isOpen, setIsOpen] = useState(false);
  const isElsewhere = navigation.some(item => isRare(item) && isCurrent(item, pathname));
  const placeStyles =
    "relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-muted outline-offset-[-2px] data-here:text-accent data-here:font-medium";
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {navigation
        .filter(item => !isRare(item))
        .map(item => {
          const isHere = isCurrent(item, pathname);
          return (
            <Link
              key={item.href}
              href={item.href}
              aria-current={isHere ? "page" : undefined}
              data-here={isHere || undefined}
              className={placeStyles}
            >
              <item.icon aria-hidden className="size-5" />
              <span className="max-w-full truncate px-0.5">{item.label}</span>
              <Count item={item} counts={counts} className="absolute top-1 left-1/2 ml-1.5" />
            </Link>
          );
        })}
      <button
        type="button"
        className={placeStyles}
        data-here={isElsewhere || undefined}
        onClick={() => setIsOpen(true)}
        aria-expanded={isOpen}
      >
        <Ellipsis aria-hidden className="size-5" />
        More
      </button>
      {isOpen ? (
        <Sheet title="Pages" side="left" open={isOpen} onOpenChange={setIsOpen}>
          <SidebarLinks
            counts={counts}
            groups={navigationGroups.map(group => ({ ...group, items: group.items.filter(isRare) }))}
            onFollow={() => setIsOpen(false)}
          />
        </Sheet>
      ) : null}
    </nav>
  );
}
