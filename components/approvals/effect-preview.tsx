/** Exactly what would leave, as plain text in a frame of its own; never interprets any of it as markup or as a link. */
import { EyeOff, PackageOpen, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { formatAbsolute, readInstant } from "#components/ui/time-format.ts";
import { type Approval, isOutbox } from "./approval-types.ts";
import { hasHiddenCharacters, nameEffect, nameRecipient } from "./effect-words.ts";

export function EffectPreview({ approval }: { approval: Approval }) {
  const { preview } = approval;
  const text = typeof preview.text === "string" ? preview.text : null;
  const mediaUrls = Array.isArray(preview.mediaUrls) ? preview.mediaUrls.map(String) : [];
  const isHiding = hasHiddenCharacters(JSON.stringify(preview));
  return (
    <figure
      aria-label="What would leave"
      className="min-w-0 overflow-hidden rounded-lg border border-line-strong bg-surface"
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 border-b bg-sunken px-4 py-3 text-sm">
        <Line name="To">
          {approval.recipient}
          {approval.recipient === nameRecipient(approval) || typeof preview.platform === "string" ? null : (
            <span className="text-muted"> ({nameRecipient(approval)})</span>
          )}
        </Line>
        <Line name="From">
          {approval.mode === "suggestion" ? "You, by hand" : <AccountLabel account={approval.account} />}
        </Line>
        {typeof preview.platform === "string" ? <Line name="On">{preview.platform}</Line> : null}
        {typeof preview.via === "string" ? <Line name="Through">{preview.via}</Line> : null}
        {typeof preview.scheduledAt === "string" ? (
          <Line name="Publish at">{writeMoment(preview.scheduledAt)}</Line>
        ) : null}
        {mediaUrls.length > 0 ? (
          <Line name="With">
            {mediaUrls.map(url => (
              <span key={url} className="block break-all">
                {url}
              </span>
            ))}
          </Line>
        ) : null}
        {typeof preview.path === "string" ? <Line name="Page">{preview.path}</Line> : null}
        {typeof preview.replyTo === "string" ? <Line name="Reply to">{preview.replyTo}</Line> : null}
        {typeof preview.subject === "string" ? (
          <Line name="Subject">
            <strong className="font-medium">{preview.subject}</strong>
          </Line>
        ) : null}
      </dl>
      {isHiding ? (
        <p className="flex items-start gap-2 border-b bg-warn-soft px-4 py-2 text-warn text-xs">
          <EyeOff aria-hidden className="mt-px size-3.5 shrink-0" />
          This text contains invisible characters, which can make it read differently from what is sent.
        </p>
      ) : null}
      {text === null ? (
        <JsonView value={preview} label={nameEffect(approval.effect_kind)} className="m-3" />
      ) : (
        <pre className="whitespace-pre-wrap break-words px-4 py-3.5 font-sans text-base leading-relaxed">{text}</pre>
      )}
    </figure>
  );
}

/** A time with its zone; what is no time is shown as it is. */
function writeMoment(text: string): string {
  const atMs = readInstant(text);
  return atMs === null ? text : formatAbsolute(atMs);
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** The account it would leave through; the outbox says that nothing leaves. */
export function AccountLabel({ account }: { account: string }) {
  if (!isOutbox(account)) return <span>{account}</span>;
  return (
    <Badge tone="warn" className="h-auto! whitespace-normal py-0.5">
      <PackageOpen aria-hidden />
      Outbox – nothing is sent
    </Badge>
  );
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
