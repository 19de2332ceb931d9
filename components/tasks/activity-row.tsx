"use client";
/** One entry of the activity log: who did what, and the page of what it was done to. */
import { Bot, Cog, KeyRound, type LucideIcon, UserRound } from "lucide-react";
import Link from "next/link";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ActivityEntry } from "#lib/operations/shapes/activity.ts";
import { findPage } from "./entity-link.tsx";
import { useTaskWords } from "./task-names.tsx";
import { writeName } from "./value-words.ts";

const icons: Record<ActivityEntry["actor_kind"], LucideIcon> = {
  person: UserRound,
  "api-key": KeyRound,
  agent: Bot,
  system: Cog,
};

export function ActivityRow({ entry, nameOf }: { entry: ActivityEntry; nameOf: (id: string | null) => string }) {
  const Icon = icons[entry.actor_kind];
  const wordsOf = useTaskWords();
  const actor =
    entry.actor_kind === "agent" ? wordsOf({ domain: entry.actor_id, task: "" }).agent : nameOf(entry.actor_id);
  const href = findPage(entry.entity, entry.entity_id) ?? findPage("task", entry.task_id ?? undefined);
  const content = (
    <>
      {entry.actor_kind === "agent" ? (
        <AgentMark domain={entry.actor_id} size="sm" />
      ) : (
        <Icon aria-label={entry.actor_kind} className="mx-0.5 size-4 shrink-0 text-muted" />
      )}
      <span className="min-w-0 flex-1 truncate max-md:whitespace-normal">
        <span className="font-medium">{actor}</span> {entry.summary}
      </span>
      <span className="shrink-0 text-muted text-xs max-md:hidden">{writeName(entry.entity)}</span>
      <SampleSign at={entry.created_at} />
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
