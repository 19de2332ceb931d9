/** What a conversation led to: tasks, what these proposed, and what they made. */
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ThreadDetail } from "#lib/operations/shapes/message.ts";

export type ThreadConsequencesProps = {
  thread: ThreadDetail;
  agentName: (domain: string) => string;
  /** Of the title above it. */
  headingLevel: 1 | 2;
};

export function ThreadConsequences({ thread, agentName, headingLevel }: ThreadConsequencesProps) {
  const Heading = headingLevel === 1 ? "h2" : "h3";
  const { tasks, approvals, outputs } = thread;
  if (tasks.length + approvals.length + outputs.length === 0) return null;
  return (
    <section aria-label="Work around it" className="flex flex-col gap-2">
      <Heading className="font-medium text-sm">Work around it</Heading>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border bg-surface">
        {approvals.map(approval => (
          <Row key={approval.id} href={`/approvals/${approval.id}`} about="Proposal" title={`To ${approval.recipient}`}>
            <StatusBadge kind="approval" status={approval.status} variant="plain" />
          </Row>
        ))}
        {outputs.map(output => (
          <Row key={output.id} href={`/outputs/${output.id}`} about="Output" title={output.title}>
            <StatusBadge kind="output" status={output.status} variant="plain" />
          </Row>
        ))}
        {tasks.map(task => (
          <Row key={task.id} href={`/tasks/${task.id}`} about={`Task of ${agentName(task.domain)}`} title={task.title}>
            <StatusBadge kind="task" status={task.status} variant="plain" />
          </Row>
        ))}
      </ul>
    </section>
  );
}

type RowProps = { href: string; about: string; title: string; children: ReactNode };

function Row({ href, about, title, children }: RowProps) {
  return (
    <li>
      <Link
        href={href}
        className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-sm outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
      >
        <span className="min-w-0 flex-1 basis-48 truncate">
          {title} <span className="text-muted text-xs">{about}</span>
        </span>
        {children}
      </Link>
    </li>
  );
}
