"use client";
/** What happened last, newest first: who, what, when, and a way to the thing itself. */
import { History } from "lucide-react";
import Link from "next/link";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { usePeople } from "#components/approvals/use-people.ts";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { Mark } from "#components/shell/mark.tsx";
import { findPage } from "#components/tasks/entity-link.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Overview } from "./overview-data.ts";

const shownRows = 12;

type Entry = Overview["activity"][number];

export function LatestActivity({ overview, className }: { overview: Overview; className?: string }) {
  const readPerson = usePeople();
  const names = new Map(overview.agents.map(agent => [agent.domain, agent.name]));

  function nameActor(entry: Entry): string {
    if (entry.actor_kind === "agent") return names.get(entry.actor_id) ?? entry.actor_id;
    if (entry.actor_kind === "person") return readPerson(entry.actor_id).split("@")[0] ?? "Somebody";
    return entry.actor_kind === "api-key" ? "An API key" : "Quarterdeck";
  }

  return (
    <Card aria-label="Latest activity" className={className}>
      <CardHeader
        title="Latest activity"
        actions={
          <Link
            href="/timeline?view=activity"
            className="inline-flex items-center text-muted text-xs hover:text-text hover:underline max-md:min-h-11"
          >
            All activity
          </Link>
        }
      />
      {overview.activity.length === 0 ? (
        <EmptyState title="Nothing has happened yet" icon={History} className="py-8">
          Every step of an agent or a person is written down here as it happens.
        </EmptyState>
      ) : (
        <ol className="divide-y divide-line">
          {foldRuns(overview.activity)
            .slice(0, shownRows)
            .map(({ entry, more }) => (
              <ActivityRow key={entry.id} entry={entry} more={more} actor={nameActor(entry)} />
            ))}
        </ol>
      )}
    </Card>
  );
}

/** Neighbours of one actor, verb and task become one row, so that twelve drafts do not hide what else happened. */
function foldRuns(entries: readonly Entry[]): { entry: Entry; more: number }[] {
  const runs: { entry: Entry; more: number }[] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    const isSame =
      entry.task_id !== null &&
      last?.entry.task_id === entry.task_id &&
      last.entry.verb === entry.verb &&
      last.entry.actor_id === entry.actor_id;
    if (isSame) last.more += 1;
    else runs.push({ entry, more: 0 });
  }
  return runs;
}

function ActivityRow({ entry, more, actor }: { entry: Entry; more: number; actor: string }) {
  const href = more > 0 ? `/tasks/${entry.task_id}` : readAddress(entry);
  const content = (
    <>
      {entry.actor_kind === "agent" ? (
        <AgentMark domain={entry.actor_id} size="sm" />
      ) : entry.actor_kind === "person" ? (
        <Avatar name={actor} size="sm" />
      ) : (
        <Mark className="size-5 opacity-70" />
      )}
      <span className="line-clamp-2 min-w-0 flex-1 text-sm sm:line-clamp-1">
        <span className="font-medium">{actor}</span> {entry.summary}
      </span>
      {more > 0 ? <Badge tone="outline">and {more.toLocaleString("en")} more</Badge> : null}
      <SampleSign at={entry.created_at} />
      <RelativeTime at={entry.created_at} className="w-16 shrink-0 text-right text-faint text-xs" />
    </>
  );
  const look = "flex min-h-9 min-w-0 items-center gap-2.5 px-4 py-1.5";
  return (
    <li>
      {href === null ? (
        <div className={look}>{content}</div>
      ) : (
        <Link href={href} className={`${look} outline-offset-[-2px] hover:bg-hover max-md:min-h-11`}>
          {content}
        </Link>
      )}
    </li>
  );
}

function readAddress(entry: Entry): string | null {
  if (entry.entity === "sweep") return "/timeline?view=activity&about=sweep";
  if (entry.entity === "key") return "/settings/keys";
  return findPage(entry.entity, entry.entity_id) ?? (entry.task_id === null ? null : `/tasks/${entry.task_id}`);
}
