"use client";
/** The context of a proposal: why, from which sources, for whom, what is at stake, and its earlier revisions. */
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import type { ReactNode } from "react";
import { request } from "#components/shared/request.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Contact } from "#lib/operations/shapes/contact.ts";
import type { ApprovalDetail } from "./approval-types.ts";
import { usePeople } from "./use-people.ts";

const DiffView = dynamic(() => import("#components/ui/diff-view.tsx").then(module => module.DiffView));

export function ApprovalFacts({ approval }: { approval: ApprovalDetail }) {
  const { contact_id } = approval;
  const { data: contact } = useQuery({
    queryKey: ["contact", contact_id],
    queryFn: ({ signal }) => request<Contact>(`/contacts/${contact_id}`, { signal }),
    enabled: contact_id !== null,
  });
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
        <Fact name="Value at risk">
          {approval.value_at_risk_micros > 0 ? formatMicros(approval.value_at_risk_micros) : "Not estimated"}
        </Fact>
        {approval.not_before ? (
          <Fact name="Leaves">
            Once approved, <RelativeTime at={approval.not_before} /> at the earliest
          </Fact>
        ) : null}
        <Fact name="Proposed">
          <RelativeTime at={approval.created_at} /> in{" "}
          <EntityLink entity="task" id={approval.task_id}>
            {approval.domain}.{approval.task}
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
      <History approval={approval} />
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

function History({ approval }: { approval: ApprovalDetail }) {
  const nameOf = usePeople();
  const edits = approval.feedback.filter(entry => entry.kind === "edited");
  if (edits.length === 0) return null;
  return (
    <section aria-label="Earlier revisions">
      <h3 className="mb-1 font-medium text-muted text-xs">Edits</h3>
      <ul className="flex flex-col gap-2">
        {edits.map((edit, index) => (
          <li key={edit.id}>
            <details className="rounded-md border">
              <summary className="px-3 py-2 text-sm max-md:min-h-11">
                Revision {index + 2} by {nameOf(edit.created_by)}{" "}
                <RelativeTime at={edit.created_at} className="text-muted" />
              </summary>
              <div className="px-3 pb-3">
                <DiffView
                  before={writePayload(edit.before)}
                  after={writePayload(edit.after)}
                  label={`What revision ${index + 2} changed`}
                />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function writePayload(payload: unknown): string {
  if (typeof payload !== "object" || payload === null) return String(payload ?? "");
  return Object.entries(payload)
    .map(([name, value]) =>
      name === "text" ? `\n${value}` : `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join("\n");
}
