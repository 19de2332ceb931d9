/** Exactly what would leave, in the shape in which it arrives: composed by the connection that would send it, where there is one. */
import { CircleAlert, EyeOff, TriangleAlert } from "lucide-react";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { writeLabel } from "#components/shared/json-schema.ts";
import type { ApprovalDetail, Leaving } from "./approval-types.ts";
import { ChatPreview } from "./chat-preview.tsx";
import { hasHiddenCharacters } from "./effect-words.ts";
import { LetterPreview } from "./letter-preview.tsx";
import { PostPreview } from "./post-preview.tsx";
import { PreviewHead, PreviewLine } from "./preview-head.tsx";
import { writeSender } from "./sent-from.tsx";

export function EffectPreview({ approval }: { approval: ApprovalDetail }) {
  const leaving = approval.leaving ?? readPreview(approval);
  const composedFrom = approval.leaving !== null && "from" in approval.leaving ? approval.leaving.from : null;
  const from = writeSender(approval, composedFrom);
  const isHiding = hasHiddenCharacters(JSON.stringify(leaving ?? approval.preview));
  return (
    <figure
      aria-label="What would leave"
      className="min-w-0 overflow-hidden rounded-lg border border-line-strong bg-surface"
    >
      {isHiding ? (
        <p className="flex items-start gap-2 border-b bg-warn-soft px-4 py-2 text-warn text-xs">
          <EyeOff aria-hidden className="mt-px size-3.5 shrink-0" />
          This text contains invisible characters, which can make it read differently from what is sent.
        </p>
      ) : null}
      {approval.leaving_problem ? (
        <p className="flex items-start gap-2 border-b bg-danger-soft px-4 py-2 text-danger text-xs">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>The connection would refuse this: {approval.leaving_problem}</span>
        </p>
      ) : null}
      {leaving?.format === "email" ? <LetterPreview letter={leaving} from={from} /> : null}
      {leaving?.format === "post" ? <PostPreview post={leaving} from={from} /> : null}
      {leaving?.format === "chat" ? <ChatPreview message={leaving} from={from} /> : null}
      {leaving === null ? <OtherPreview approval={approval} /> : null}
    </figure>
  );
}

/** A kind of effect without a shape of its own: its fields, by the words of its schema. */
function OtherPreview({ approval }: { approval: ApprovalDetail }) {
  const properties = ((approval.edit_schema ?? {}) as JsonSchema).properties ?? {};
  const entries = Object.entries(approval.payload).filter(([, value]) => value !== undefined && value !== "");
  return (
    <PreviewHead>
      <PreviewLine name="To">{approval.recipient}</PreviewLine>
      {entries.map(([name, value]) => (
        <PreviewLine key={name} name={properties[name]?.title ?? writeLabel(name)}>
          <span className="whitespace-pre-wrap">{typeof value === "string" ? value : JSON.stringify(value)}</span>
        </PreviewLine>
      ))}
    </PreviewHead>
  );
}

/** What was proposed, as it would leave where no connection adds anything: by hand, to the outbox, or decided already. */
function readPreview(approval: ApprovalDetail): Leaving | null {
  const { preview, recipient } = approval;
  const read = (name: string) => (typeof preview[name] === "string" ? (preview[name] as string) : null);
  const text = read("text");
  if (text === null) return null;
  if (preview.format === "email") {
    const head = { from: approval.account, to: recipient, reply_to: read("replyTo"), subject: read("subject") ?? "" };
    return { format: "email", ...head, text, additions: [] };
  }
  if (preview.format === "post") {
    const media = Array.isArray(preview.mediaUrls) ? preview.mediaUrls.map(String) : [];
    const platform = read("platform") ?? "";
    const rest = { title: null, media_urls: media, publish_at: read("scheduledAt") };
    return { format: "post", account: recipient, platform, text, ...rest };
  }
  if (preview.format === "chat") return { format: "chat", chat: recipient, from: approval.account, text };
  return null;
}

export function UntrustedNote() {
  return (
    <p className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <strong className="font-semibold">Untrusted.</strong> Text from outside, such as a reply, went into this. Read
        it with care: it is never approved by a rule.
      </span>
    </p>
  );
}
