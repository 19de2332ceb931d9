"use client";
/** The messages of a task: from whom to whom, about what, and how they stand. */
import { MessageItem } from "#components/messages/message-item.tsx";
import { useNames } from "#components/messages/use-names.ts";
import type { Message } from "#lib/operations/shapes/message.ts";

export function TaskMessages({ messages }: { messages: readonly Message[] }) {
  const names = useNames();
  return (
    <ul className="flex flex-col gap-3 p-4">
      {messages.map(message => (
        <li key={message.id}>
          <MessageItem message={message} names={names} topic="" />
        </li>
      ))}
    </ul>
  );
}
