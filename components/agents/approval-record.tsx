/** How people decided on an agent's proposals: the four outcomes as one bar and as numbers that open to their rows. */
import Link from "next/link";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import type { AgentDetail } from "./agent-data.ts";

const outcomes = [
  { key: "approved_unedited", label: "Approved as written", status: "approved", tone: "bg-ok" },
  { key: "approved_edited", label: "Approved after an edit", status: "approved", tone: "bg-info" },
  { key: "rejected", label: "Rejected", status: "rejected", tone: "bg-danger" },
  { key: "expired", label: "Expired undecided", status: "expired", tone: "bg-warn" },
] as const;

export function ApprovalRecord({ agent }: { agent: AgentDetail }) {
  const { approvals, window } = agent.figures;
  const total = outcomes.reduce((sum, outcome) => sum + approvals[outcome.key], 0);
  return (
    <Card aria-label="Record of approvals">
      <CardHeader title="Record of approvals" description={`Of its latest ${window.toLocaleString("en")} proposals`} />
      <CardBody className="flex flex-col gap-3">
        {total === 0 ? (
          <p className="text-muted text-sm">
            Nobody has decided on a proposal of this agent yet. How often people approve it unchanged will show here.
          </p>
        ) : (
          <>
            <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full">
              {outcomes.map(outcome =>
                approvals[outcome.key] > 0 ? (
                  <span
                    key={outcome.key}
                    className={joinClasses("h-full", outcome.tone)}
                    style={{ flexGrow: approvals[outcome.key] }}
                  />
                ) : null,
              )}
            </div>
            <ul>
              {outcomes.map(outcome => (
                <li key={outcome.key}>
                  <Link
                    href={`/approvals?tab=decided&agent=${agent.domain}&status=${outcome.status}`}
                    className="-mx-1.5 flex min-h-7 items-center gap-2 rounded-sm px-1.5 text-sm hover:bg-hover max-md:min-h-11"
                  >
                    <span aria-hidden className={joinClasses("size-2 rounded-full", outcome.tone)} />
                    <span className="flex-1">{outcome.label}</span>
                    <span className="tabular-nums">{approvals[outcome.key].toLocaleString("en")}</span>
                    <span className="w-10 text-right text-faint text-xs tabular-nums">
                      {Math.round((approvals[outcome.key] / total) * 100)} %
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </CardBody>
    </Card>
  );
}
