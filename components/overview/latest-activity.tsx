"use client";
/** What happened last, newest first: who, what, when, and a way to the thing itself. */
import { History } from "lucide-react";
import Link from "next/link";
import { usePeople } from "#components/approvals/use-people.ts";
import { findPage } from "#components/tasks/entity-link.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Overview } from "./overview-data.ts";

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
      <CardHeader title="Latest activity" />
      {overview.activity.length === 0 ? (
        <EmptyState title="Nothing has happened yet" icon={History} className="py-8">
          Every step of an agent or a person is written down here as it happens.
        </EmptyState>
      ) : (
        <ol className="divide-y divide-line">
          {overview.activity.slice(0, 12).map(entry => (
            <ActivityRow key={entry.id} entry={entry} actor={nameActor(entry)} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function ActivityRow({ entry, actor }: { entry: Entry; actor: string }) {
  const href = readAddress(entry);
  const content = (
    <>
      <Avatar name={actor} size="sm" shape={entry.actor_kind === "person" ? "round" : "square"} />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 text-sm">
          <span className="font-medium">{actor}</span> {entry.summary}
        </span>
        <RelativeTime at={entry.created_at} className="text-faint text-xs" />
      </span>
    </>
  );
  const look = "flex min-w-0 items-start gap-2.5 px-4 py-2";
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
  if (entry.entity === "key") return "/keys";
  return findPage(entry.entity, entry.entity_id) ?? (entry.task_id === null ? null : `/tasks/${entry.task_id}`);
}
