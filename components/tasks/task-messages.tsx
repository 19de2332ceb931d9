/** The messages of a task: from whom to whom, about what, and what they led to. */
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Message } from "#lib/operations/shapes/message.ts";
import { EntityLink } from "./entity-link.tsx";

export function TaskMessages({ messages }: { messages: readonly Message[] }) {
  return (
    <ul className="divide-y divide-line">
      {messages.map(message => (
        <li key={message.id} className="px-4 py-2.5 text-sm">
          <p className="flex flex-wrap items-center gap-2 text-muted text-xs">
            <Badge tone={message.type === "escalation" ? "warn" : "neutral"}>{message.type}</Badge>
            <span>
              {message.from_domain ?? "a person"} to {message.to_domain ?? "the people of the workspace"} ·{" "}
              {message.topic}
            </span>
            {message.is_untrusted ? <Badge tone="warn">Untrusted</Badge> : null}
            <RelativeTime at={message.created_at} className="text-faint" />
          </p>
          <p className="mt-1 max-w-prose whitespace-pre-line break-words">{message.body}</p>
          {message.handled_by_task_id ? (
            <p className="mt-1 text-xs">
              <EntityLink entity="task" id={message.handled_by_task_id}>
                The task it led to
              </EntityLink>
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
