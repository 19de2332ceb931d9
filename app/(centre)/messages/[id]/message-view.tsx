"use client";
/** One conversation on a page of its own, with the message whose address was opened marked. */
import Link from "next/link";
import { ThreadDetail } from "#components/messages/thread-detail.tsx";

export function MessageView({ threadId, messageId }: { threadId: string; messageId: string }) {
  return (
    <div className="max-w-4xl">
      <Link
        href="/messages"
        className="-mx-1 mb-1 inline-flex items-center rounded-xs px-1 text-muted text-xs hover:text-text max-md:min-h-11"
      >
        Messages
        <span aria-hidden className="ml-1.5 text-faint">
          /
        </span>
      </Link>
      <ThreadDetail id={threadId} headingLevel={1} markedId={messageId} />
    </div>
  );
}
