"use client";
/** Says who decided, when and what, as soon as it is known, also when it was somebody else or the clock. */
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Approval } from "./approval-types.ts";
import { usePeople } from "./use-people.ts";

const verbs: Record<string, string> = {
  approved: "Approved",
  rejected: "Rejected",
  expired: "Expired",
  superseded: "Replaced by a newer proposal",
  done: "Marked as done",
};

export function DecisionBanner({
  approval,
  isNews,
}: {
  approval: Approval;
  /** True when it was decided while it was being read here. */
  isNews: boolean;
}) {
  const nameOf = usePeople();
  const by =
    approval.decided_via === "person"
      ? `by ${nameOf(approval.decided_by)}`
      : approval.decided_via === "policy"
        ? "by a rule of this workspace"
        : "";
  return (
    <div role="status" className="flex flex-col gap-1 rounded-lg border bg-sunken px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <StatusBadge kind="approval" status={approval.status} />
        <span>
          {isNews && approval.decided_via === "person" ? "Already " : ""}
          {writeVerb(approval.status, isNews && approval.decided_via === "person")} {by}{" "}
          <RelativeTime at={approval.decided_at} />
        </span>
      </p>
      {approval.status === "expired" ? (
        <p className="text-muted">Nobody decided in time, so nothing was sent.</p>
      ) : null}
      {approval.decision_reason ? (
        <p className="text-muted">
          Reason: <span className="text-text">{approval.decision_reason}</span>
        </p>
      ) : null}
    </div>
  );
}

function writeVerb(status: string, isInside: boolean): string {
  const verb = verbs[status] ?? status;
  return isInside ? verb.charAt(0).toLowerCase() + verb.slice(1) : verb;
}
