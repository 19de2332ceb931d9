/** The labels of a contact: whether it can be written to, whether it is sample data, whether it is worth researching. */
import { BadgeCheck, Ban, FlaskConical, type LucideIcon, MailX } from "lucide-react";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import type { Contact } from "#lib/operations/shapes/contact.ts";

type Labelled = Pick<Contact, "email" | "email_consent" | "is_sample" | "is_research_ready">;

export type ContactBadgesProps = {
  contact: Labelled;
  /** Signs alone, for dense rows; their words stay for screen readers and on hover. */
  isCompact?: boolean;
};

export function ContactBadges({ contact, isCompact }: ContactBadgesProps) {
  if (isCompact) {
    return (
      <>
        {contact.email === null ? <Sign icon={MailX} word="No address" tone="text-faint" /> : null}
        {contact.email_consent === "denied" ? <Sign icon={Ban} word="Opted out" tone="text-danger" /> : null}
        {contact.is_research_ready ? <Sign icon={BadgeCheck} word="Research-ready" tone="text-ok" /> : null}
        {contact.is_sample ? <Sign icon={FlaskConical} word="Sample" tone="text-faint" /> : null}
      </>
    );
  }
  return (
    <>
      {contact.email === null ? (
        <Badge tone="neutral" title="Can be scored, but not written to.">
          <MailX aria-hidden />
          No address
        </Badge>
      ) : null}
      {contact.email_consent === "denied" ? (
        <Badge tone="danger" title="Asked not to be written to. No agent does.">
          <Ban aria-hidden />
          Opted out
        </Badge>
      ) : null}
      {contact.is_research_ready ? (
        <Badge tone="ok" title="Scores high enough to be worth researching.">
          <BadgeCheck aria-hidden />
          Research-ready
        </Badge>
      ) : null}
      {contact.is_sample ? <SampleBadge /> : null}
    </>
  );
}

function Sign({ icon: Icon, word, tone }: { icon: LucideIcon; word: string; tone: string }) {
  return (
    <span title={word} className={joinClasses("inline-flex", tone)}>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{word}</span>
    </span>
  );
}
