"use client";
/** One contact, live: the score and its parts, what is known, every touch, what was proposed and sent. */
import { useQuery } from "@tanstack/react-query";
import { MailX } from "lucide-react";
import type { ReactNode } from "react";
import { ConsentChoice } from "#components/contacts/consent-choice.tsx";
import { ContactActions, findObstacle } from "#components/contacts/contact-actions.tsx";
import { ContactBadges } from "#components/contacts/contact-badges.tsx";
import type { ContactDetail } from "#components/contacts/contact-types.ts";
import { PlannedList } from "#components/contacts/planned-list.tsx";
import { ScoreBar } from "#components/contacts/score-bar.tsx";
import { TouchList } from "#components/contacts/touch-list.tsx";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Proposals } from "#components/tasks/proposals.tsx";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Card, CardBody, CardHeader, CardStack } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function ContactView({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["contact", id],
    queryFn: ({ signal }) => request<ContactDetail>(`/contacts/${id}`, { signal }),
  });
  usePulse(["task", "approval", "delivery"], ["contact", id]);
  const contact = query.data;
  if (contact === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    ) : (
      <SkeletonRows label="Loading the contact" />
    );
  }
  const obstacle = findObstacle(contact);
  return (
    <>
      <PageHeader
        parent={{ href: "/contacts", label: "Contacts" }}
        title={contact.name}
        sign={<Avatar name={contact.name} size="lg" />}
        description={[contact.job_title, contact.company].filter(Boolean).join(", ") || undefined}
        meta={<ContactBadges contact={contact} />}
        actions={<ContactActions contact={contact} />}
      />
      {obstacle ? (
        <p className="mb-5 flex items-start gap-2.5 rounded-lg border bg-sunken px-4 py-3 text-muted text-sm">
          <MailX aria-hidden className="mt-0.5 size-4 shrink-0" />
          {obstacle}
        </p>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,21rem)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Section
            title="Touches"
            count={contact.ledger.length}
            empty="Nobody has written to this person, and they have not written back."
          >
            <TouchList touches={contact.ledger} />
          </Section>
          <Section
            title="Planned messages"
            count={contact.planned.length}
            empty="The outreach queue holds nothing for this person."
          >
            <PlannedList planned={contact.planned} />
          </Section>
          <Section
            title="Proposals"
            count={contact.approvals.length}
            empty="No agent has proposed to write to this person."
          >
            <Proposals approvals={contact.approvals} deliveries={contact.deliveries} />
          </Section>
        </div>
        <CardStack>
          <Card aria-label="Score">
            <CardHeader
              title="Score"
              description={contact.scored_at ? <RelativeTime at={contact.scored_at} /> : "Press Score to compute it."}
            />
            <CardBody>
              <ScoreBar score={contact.score} parts={contact.score_parts} isDetailed />
            </CardBody>
          </Card>
          <Card aria-label="What is known">
            <CardHeader title="What is known" />
            <CardBody className="flex flex-col gap-4">
              <ConsentChoice contact={contact} />
              <StructuredValue label="Contact" value={listKnown(contact)} />
              {Object.keys(contact.attributes).length > 0 ? (
                <section aria-label="Attributes" className="border-t pt-4">
                  <h3 className="mb-1.5 font-medium text-muted text-xs">Attributes</h3>
                  <StructuredValue label="Attributes" value={contact.attributes} />
                </section>
              ) : null}
            </CardBody>
          </Card>
        </CardStack>
      </div>
    </>
  );
}

function listKnown(contact: ContactDetail): Record<string, unknown> {
  const outcome = contact.outcome === null ? null : contact.outcome ? "said yes" : "said no";
  const known: Record<string, unknown> = {
    email: contact.email,
    phone: contact.phone,
    company: contact.company,
    job_title: contact.job_title,
    time_zone: contact.time_zone,
    past_outcome: outcome,
    interactions: contact.interactions,
    id_elsewhere: contact.external_id,
    came_from: contact.source,
    import_id: contact.import_id,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

function Section({
  title,
  count,
  empty,
  children,
}: {
  title: string;
  count: number;
  empty: string;
  children: ReactNode;
}) {
  return (
    <Card aria-label={title}>
      <CardHeader title={count > 0 ? `${title} (${count})` : title} />
      {count === 0 ? <p className="px-4 py-3 text-muted text-sm">{empty}</p> : children}
    </Card>
  );
}
