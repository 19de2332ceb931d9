"use client";
/** One conversation in the list: who talks with whom, about what, what was said last, and whether it waits for somebody. */
import { Hourglass } from "lucide-react";
import Link from "next/link";
import type { MouseEvent } from "react";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Thread } from "#lib/operations/shapes/message.ts";
import { AnswerState } from "./answer-state.tsx";
import { type Names, typeLooks, writeFirstLine, writeReceiver, writeSender, writeTopic } from "./message-words.ts";

export type ThreadRowProps = {
  thread: Thread;
  names: Names;
  isCurrent: boolean;
  /** Opens it beside the list; left out where there is no room, and the row leads to its page. */
  onOpen?: () => void;
};

export function ThreadRow({ thread, names, isCurrent, onOpen }: ThreadRowProps) {
  const { first, last } = thread;
  const isUnread = thread.unread_count > 0;
  const { icon: Icon, word } = typeLooks[last.type];
  return (
    <li>
      <Link
        href={`/messages/${last.id}`}
        data-row={thread.id}
        aria-current={isCurrent ? "true" : undefined}
        onClick={event => {
          if (onOpen === undefined || !isPlainPress(event)) return;
          event.preventDefault();
          onOpen();
        }}
        className={joinClasses(
          "relative flex gap-3 py-2.5 pr-3 pl-5 outline-offset-[-2px]",
          isCurrent ? "bg-selected" : "hover:bg-hover",
        )}
      >
        {isUnread ? (
          <span className="absolute top-4 left-2 size-1.5 rounded-full bg-accent">
            <span className="sr-only">Unread.</span>
          </span>
        ) : null}
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              className={joinClasses("min-w-0 flex-1 truncate text-sm", isUnread ? "font-semibold" : "font-medium")}
            >
              {writeTopic(first.topic)}
            </span>
            {thread.message_count > 1 ? (
              <span className="shrink-0 text-muted text-xs tabular-nums" title={`${thread.message_count} messages`}>
                {thread.message_count.toLocaleString("en")}
              </span>
            ) : null}
            <SampleSign at={last.created_at} />
            <RelativeTime at={last.created_at} className="shrink-0 text-muted text-xs" />
          </span>
          <span className="mt-0.5 block truncate text-muted text-xs">
            <span className="sr-only">{word}: </span>
            {writeFirstLine(last.body)}
          </span>
          <span className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted text-xs">
            <span>
              {writeSender(last, names)} to {writeReceiver(last, names)}
            </span>
            {thread.open_count > 0 ? (
              <span className="inline-flex items-center gap-1 text-waiting">
                <Hourglass aria-hidden className="size-3.5" />
                <AnswerState until={thread.waits_until} count={thread.open_count} />
              </span>
            ) : null}
          </span>
        </span>
      </Link>
    </li>
  );
}

function isPlainPress(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
