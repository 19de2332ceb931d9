/** A chat message as it would stand in the chat. */
import { Bot } from "lucide-react";
import type { Leaving } from "./approval-types.ts";
import { PreviewHead, PreviewLine } from "./preview-head.tsx";
import type { SentFrom } from "./sent-from.tsx";

type Chat = Extract<Leaving, { format: "chat" }>;

export function ChatPreview({ message, from }: { message: Chat; from: SentFrom }) {
  return (
    <>
      <PreviewHead>
        <PreviewLine name="From">{from}</PreviewLine>
        <PreviewLine name="To">
          {message.chat === "default" ? "The connection's default chat" : message.chat}
        </PreviewLine>
      </PreviewHead>
      <div className="flex items-end gap-2.5 px-4 py-4">
        <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Bot aria-hidden className="size-4" />
        </span>
        <p className="max-w-lg whitespace-pre-wrap break-words rounded-lg rounded-bl-xs border bg-canvas px-3.5 py-2.5 text-base leading-relaxed">
          {message.text}
        </p>
      </div>
    </>
  );
}
