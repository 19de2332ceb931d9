"use client";
/** One entry of the activity log: who did what, and the page of what it was done to. */
import { Bot, Cog, KeyRound, type LucideIcon, UserRound } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ActivityEntry } from "#lib/operations/shapes/activity.ts";
import { findPage } from "./entity-link.tsx";

const icons: Record<ActivityEntry["actor_kind"], LucideIcon> = {
  person: UserRound,
  "api-key": KeyRound,
  agent: Bot,
  system: Cog,
};

export function ActivityRow({ entry, nameOf }: { entry: ActivityEntry; nameOf: (id: string | null) => string }) {
  const Icon = icons[entry.actor_kind];
  const href = findPage(entry.entity, entry.entity_id) ?? findPage("task", entry.task_id ?? undefined);
  const content = (
    <>
      <Icon aria-label={entry.actor_kind} className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate max-md:whitespace-normal">
        <span className="font-medium">{nameOf(entry.actor_id)}</span> {entry.summary}
      </span>
      <span className="shrink-0 text-faint text-xs max-md:hidden">{entry.verb}</span>
      <RelativeTime at={entry.created_at} className="w-20 shrink-0 text-right text-muted text-xs" />
    </>
  );
  const styles = "flex min-h-10 items-center gap-3 px-3 py-1.5 text-sm outline-offset-[-2px] max-md:min-h-11";
  if (href === null) return <div className={styles}>{content}</div>;
  return (
    <Link href={href} prefetch={false} data-row={entry.id} className={`${styles} hover:bg-hover`}>
      {content}
    </Link>
  );
}
