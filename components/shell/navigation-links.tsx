"use client";
/** The pages as links, in the sidebar and in the bottom bar of a narrow screen. */
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { isCurrent, type NavigationCounts, type NavigationItem, navigation } from "./navigation.ts";

const Sheet = dynamic(() => import("#components/ui/sheet.tsx").then(module => module.Sheet), { ssr: false });

const bottomBarPlaces = 5;

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

type LinkRowProps = { item: NavigationItem; counts: NavigationCounts; onFollow?: () => void };

function LinkRow({ item, counts, onFollow }: LinkRowProps) {
  const isHere = isCurrent(item, usePathname());
  return (
    <Link
      href={item.href}
      onClick={onFollow}
      aria-current={isHere ? "page" : undefined}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-muted text-sm transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-text max-md:h-11"
    >
      <item.icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      <Count item={item} counts={counts} />
    </Link>
  );
}

export function SidebarLinks({ counts }: { counts: NavigationCounts }) {
  return (
    <nav aria-label="Pages" className="flex flex-col gap-px">
      {navigation.map(item => (
        <LinkRow key={item.href} item={item} counts={counts} />
      ))}
    </nav>
  );
}

export function BottomBar({ counts }: { counts: NavigationCounts }) {
  const pathname = usePathname();
  const [isOpen, setIsOpen] = useState(false);
  const hasMore = navigation.length > bottomBarPlaces;
  const shown = hasMore ? navigation.slice(0, bottomBarPlaces - 1) : navigation;
  const placeStyles =
    "relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-muted aria-[current=page]:text-accent aria-[current=page]:font-medium";
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {shown.map(item => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={isCurrent(item, pathname) ? "page" : undefined}
          className={placeStyles}
        >
          <item.icon aria-hidden className="size-5" />
          <span className="max-w-full truncate px-1">{item.label}</span>
          <Count item={item} counts={counts} className="absolute top-1 left-1/2 ml-1.5" />
        </Link>
      ))}
      {hasMore ? (
        <>
          <button type="button" className={placeStyles} onClick={() => setIsOpen(true)} aria-expanded={isOpen}>
            <Ellipsis aria-hidden className="size-5" />
            More
          </button>
          {isOpen ? (
            <Sheet title="Pages" side="left" open={isOpen} onOpenChange={setIsOpen}>
              <div className="flex flex-col gap-px">
                {navigation.slice(bottomBarPlaces - 1).map(item => (
                  <LinkRow key={item.href} item={item} counts={counts} onFollow={() => setIsOpen(false)} />
                ))}
              </div>
            </Sheet>
          ) : null}
        </>
      ) : null}
    </nav>
  );
}
