"use client";
/** The kinds of the library as links, one place each; on a narrow screen they scroll, and the current one is in view. */
import {
  CalendarClock,
  ChartPie,
  Clapperboard,
  FlaskConical,
  Mail,
  MessageSquareText,
  SquarePlay,
  TrendingUp,
  UserRoundSearch,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const tabs = [
  { href: "/library/posts", label: "Posts", icon: MessageSquareText },
  { href: "/library/videos", label: "Videos", icon: SquarePlay },
  { href: "/library/creators", label: "Creators", icon: UserRoundSearch },
  { href: "/library/trends", label: "Trends", icon: TrendingUp },
  { href: "/library/times", label: "Posting times", icon: CalendarClock },
  { href: "/library/mix", label: "Content mix", icon: ChartPie },
  { href: "/library/tests", label: "A/B tests", icon: FlaskConical },
  { href: "/library/queue", label: "Outreach queue", icon: Mail },
  { href: "/library/renders", label: "In production", icon: Clapperboard },
] as const;

export function LibraryTabs() {
  const pathname = usePathname();
  const current = useRef<HTMLAnchorElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path has another current link.
  useEffect(() => {
    const link = current.current;
    const frame = link?.parentElement;
    // Only the row itself scrolls: scrollIntoView would move the page too.
    if (link && frame) frame.scrollLeft = link.offsetLeft - (frame.clientWidth - link.clientWidth) / 2;
  }, [pathname]);
  return (
    <nav aria-label="Kinds" className="scroll-slim relative mb-4 flex gap-1 overflow-x-auto border-b">
      {tabs.map(({ href, label, icon: Icon }) => {
        const isHere = pathname === href;
        return (
          <Link
            key={href}
            ref={isHere ? current : undefined}
            href={href}
            prefetch={false}
            aria-current={isHere ? "page" : undefined}
            className="inline-flex h-9 shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2.5 text-muted text-sm outline-offset-[-2px] hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text max-md:h-11"
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
