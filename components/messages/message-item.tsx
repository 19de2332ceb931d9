"use client";
/** One message as people read it: from whom to whom, how urgent, its words, what it carries, and how it stands. */
import { Link2 } from "lucide-react";
import Link from "next/link";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { MarkdownText } from "#components/tasks/markdown-text.tsx";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Message } from "#lib/operations/shapes/message.ts";
import { AnswerState } from "./answer-state.tsx";
import {
  type Names,
  typeLooks,
  waitsForPerson,
  writePriority,
  writeReceiver,
  writeSender,
  writeTopic,
} from "./message-words.ts";

export type MessageItemProps = {
  message: Message;
  names: Names;
  /** The topic of its conversation, which needs not be said again. */
  topic?: string;
  isMarked?: boolean;
};

export function MessageItem({ message, names, topic, isMarked = false }: MessageItemProps) {
  const { word, icon: Icon, tone } = typeLooks[message.type];
  const priority = writePriority(message.priority);
  const hasPayload = Object.keys(message.payload).length > 0;
  return (
    <article
      id={`message-${message.id}`}
      aria-label={`${word} from ${writeSender(message, names)}`}
      className={joinClasses("scroll-mt-16 rounded-lg border bg-surface", isMarked && "border-accent")}
    >
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-4 pt-3 text-sm">
        <span className="font-medium">{writeSender(message, names)}</span>
        <span className="text-muted">to {writeReceiver(message, names)}</span>
        <Badge tone={tone}>
          <Icon aria-hidden />
          {word}
        </Badge>
        {priority ? <Badge tone={message.priority >= 8 ? "warn" : "outline"}>{priority}</Badge> : null}
        {message.is_untrusted ? (
          <Badge tone="warn" title="Text from outside went into this.">
            Untrusted
          </Badge>
        ) : null}
        <span className="ml-auto flex items-center gap-1 text-muted text-xs">
          <RelativeTime at={message.created_at} />
          <Link
            href={`/messages/${message.id}`}
            aria-label="Address of this message"
            title="Address of this message"
            className="inline-flex size-6 items-center justify-center rounded-sm hover:bg-hover hover:text-text max-md:size-11"
          >
            <Link2 aria-hidden className="size-3.5" />
          </Link>
        </span>
      </header>
      {topic !== undefined && message.topic !== topic ? (
        <p className="px-4 text-muted text-xs">About {writeTopic(message.topic).toLowerCase()}</p>
      ) : null}
      <div className="px-4 pt-1.5 pb-3">
        <MarkdownText text={message.body} className="text-sm" />
      </div>
      {hasPayload ? (
        <details className="border-t px-4 py-2 text-sm">
          <summary className="cursor-pointer text-muted text-xs max-md:py-3">What it carries</summary>
          <div className="pt-2.5 pb-1">
            <StructuredValue
              value={message.payload}
              label="What it carries"
              domain={message.from_domain ?? undefined}
            />
          </div>
        </details>
      ) : null}
      <States message={message} />
    </article>
  );
}

function States({ message }: { message: Message }) {
  const states = [
    waitsForPerson(message) ? (
      <span key="waits" className="text-waiting">
        <AnswerState until={message.deadline_at} />
      </span>
    ) : null,
    message.requires_response && message.to_domain !== null && message.answered_at === null ? (
      <AnswerState key="awaited" until={message.deadline_at} />
    ) : null,
    message.requires_response && message.answered_at !== null ? (
      <span key="answered">
        Answered <RelativeTime at={message.answered_at} />
      </span>
    ) : null,
    message.read_at !== null && message.answered_at === null ? (
      <span key="read">
        Read <RelativeTime at={message.read_at} />
      </span>
    ) : null,
    message.handled_by_task_id === null ? null : (
      <EntityLink key="task" entity="task" id={message.handled_by_task_id}>
        The task it started
      </EntityLink>
    ),
    message.task_id === null ? null : (
      <EntityLink key="origin" entity="task" id={message.task_id}>
        The task that wrote it
      </EntityLink>
    ),
  ].filter(state => state !== null);
  if (states.length === 0) return null;
  return <p className="flex flex-wrap gap-x-4 gap-y-1 border-t px-4 py-2 text-muted text-xs">{states}</p>;
}
