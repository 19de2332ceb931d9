/** The labels of a contact: whether it can be written to, whether it is sample data, whether it is worth researching. */
import { BadgeCheck, Ban, MailX } from "lucide-react";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { Contact } from "#lib/operations/shapes/contact.ts";

type Labelled = Pick<Contact, "email" | "email_consent" | "is_sample" | "is_research_ready">;

export function ContactBadges({ contact }: { contact: Labelled }) {
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
