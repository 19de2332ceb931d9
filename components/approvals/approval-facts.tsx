"use client";
/** The context of a proposal: why, from which sources, for whom, why it stands where it stands, and its earlier revisions. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { request } from "#components/shared/request.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Contact } from "#lib/operations/shapes/contact.ts";
import type { Approval, ApprovalDetail } from "./approval-types.ts";
import { RevisionList } from "./revision-list.tsx";
import { useAgentNames } from "./use-agent-names.ts";

export function ApprovalFacts({
  approval,
  onPutBack,
}: {
  approval: ApprovalDetail;
  onPutBack?: (revision: Approval) => void;
}) {
  const { contact_id } = approval;
  const { data: contact } = useQuery({
    queryKey: ["contact", contact_id],
    queryFn: ({ signal }) => request<Contact>(`/contacts/${contact_id}`, { signal }),
    enabled: contact_id !== null,
  });
  const nameOf = useAgentNames();
  return (
    <div className="flex flex-col gap-4">
      <section aria-label="Why">
        <h3 className="mb-1 font-medium text-muted text-xs">Why</h3>
        <p className="max-w-prose text-base">{approval.why}</p>
      </section>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {contact ? (
          <Fact name="Contact">
            <Link href={`/contacts/${contact.id}`} className="text-accent underline underline-offset-2">
              {contact.name}
            </Link>
            {contact.company ? <span className="text-muted"> · {contact.company}</span> : null}{" "}
            {contact.is_sample ? <SampleBadge /> : null}
          </Fact>
        ) : null}
        <Fact name="Sources">
          {approval.sources.length === 0 ? (
            "None given"
          ) : (
            <ul className="flex flex-col gap-0.5">
              {approval.sources.map(source => (
                <li key={`${source.entity}-${source.id}-${source.label}`}>
                  <EntityLink entity={source.entity} id={source.id}>
                    {source.label}
                  </EntityLink>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        {approval.not_before ? (
          <Fact name="Leaves">
            Once approved, <RelativeTime at={approval.not_before} /> at the earliest
          </Fact>
        ) : null}
        <Fact name="Proposed">
          <RelativeTime at={approval.created_at} /> by{" "}
          <EntityLink entity="agent" id={approval.domain}>
            {nameOf(approval.domain)}
          </EntityLink>{" "}
          in{" "}
          <EntityLink entity="task" id={approval.task_id}>
            this task
          </EntityLink>
        </Fact>
        <Fact name="Revision">
          {approval.revision}
          <code
            title={`Your decision is bound to these exact bytes: ${approval.digest}`}
            className="ml-2 font-mono text-faint text-xs"
          >
            {approval.digest.slice(0, 12)}
          </code>
        </Fact>
      </dl>
      <RevisionList approval={approval} onPutBack={onPutBack} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
