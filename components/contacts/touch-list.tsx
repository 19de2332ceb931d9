/** Every touch of a contact in the ledger: what went out, what came back, by whom. */
import { CircleSlash, Inbox, type LucideIcon, MailX, NotebookPen, Send, Users } from "lucide-react";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Touch } from "#lib/operations/shapes/contact.ts";

const looks: Record<Touch["kind"], { word: string; icon: LucideIcon }> = {
  outbound: { word: "Written to", icon: Send },
  reply: { word: "Replied", icon: Inbox },
  "opt-out": { word: "Opted out", icon: CircleSlash },
  bounce: { word: "Bounced", icon: MailX },
  meeting: { word: "Met", icon: Users },
  note: { word: "Note", icon: NotebookPen },
};
const standings: Record<Touch["status"], string | null> = {
  reserved: "reserved, not made yet",
  made: null,
  released: "released, never made",
};

export function TouchList({ touches }: { touches: readonly Touch[] }) {
  return (
    <ol className="divide-y divide-line">
      {touches.map(touch => {
        const { word, icon: Icon } = looks[touch.kind];
        const standing = standings[touch.status];
        return (
          <li key={touch.id} className="flex gap-3 px-4 py-2.5 text-sm">
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{word}</span>
                <span className="text-muted">
                  by {touch.channel}
                  {touch.domain ? `, ${touch.domain}` : ""}
                </span>
                {standing ? <Badge tone="outline">{standing}</Badge> : null}
                {touch.is_untrusted ? (
                  <Badge tone="warn" title="Text from outside.">
                    From outside
                  </Badge>
                ) : null}
                <RelativeTime at={touch.happened_at} className="ml-auto text-faint text-xs" />
              </p>
              {touch.body ? (
                <p className="mt-1 max-w-prose whitespace-pre-wrap break-words text-muted">{touch.body}</p>
              ) : null}
              {touch.approval_id ? (
                <p className="text-xs">
                  <EntityLink entity="approval" id={touch.approval_id}>
                    The proposal
                  </EntityLink>
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
