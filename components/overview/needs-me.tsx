"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { nameEffect, nameRecipient, writeHeadline } from "#components/approvals/effect-words.ts";
/** What waits for a person: the proposals that need attention first, and sends whose outcome nobody knows. */
import { AccountLabel } from "#components/connections/account-label.tsx";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ApprovalPage, DeliveryPage } from "./overview-data.ts";
import { unknownQuery, waitingQuery } from "./overview-data.ts";

type Row<Page extends { data: readonly unknown[] }> = Page["data"][number];

export function NeedsMe({ waitingCount }: { waitingCount: number }) {
  const waiting = useQuery(waitingQuery);
  const unknown = useQuery(unknownQuery);
  const rows = waiting.data?.data ?? [];
  const unknownRows = unknown.data?.data ?? [];
  useNumberKeys(rows);
  return (
    <Card aria-label="What needs you">
      <CardHeader
        title="Needs you"
        description="Nothing leaves the house before you have decided."
        actions={
          waitingCount > 0 ? (
            <Link href="/approvals" className={buttonStyles({ variant: "primary", size: "sm" })}>
              Open the inbox ({waitingCount.toLocaleString("en")})
            </Link>
          ) : null
        }
      />
      {waiting.isPending ? <SkeletonRows count={3} label="Loading what waits for you" /> : null}
      {waiting.isError ? (
        <Failure error={waiting.error} onRetry={() => void waiting.refetch()} isRetrying={waiting.isFetching} />
      ) : null}
      {waiting.isSuccess && rows.length === 0 && unknownRows.length === 0 ? (
        <EmptyState title="Nothing waits for you" icon={CircleCheckBig} className="py-8">
          Proposals appear here as soon as an agent has one. Run the sweep to let every agent look for work now.
        </EmptyState>
      ) : null}
      <ul className="divide-y divide-line">
        {unknownRows.map(delivery => (
          <UnknownRow key={delivery.id} delivery={delivery} />
        ))}
        {rows.map((approval, position) => (
          <WaitingRow key={approval.id} approval={approval} keyName={String(position + 1)} />
        ))}
      </ul>
      {waitingCount > rows.length && rows.length > 0 ? (
        <p className="border-t px-4 py-2 text-muted text-xs">
          <Link href="/approvals" className="text-accent underline-offset-2 hover:underline">
            {(waitingCount - rows.length).toLocaleString("en")} more in the inbox
          </Link>
        </p>
      ) : null}
    </Card>
  );
}

const rowLink = "flex min-w-0 items-start gap-3 px-4 py-2.5 outline-offset-[-2px] hover:bg-hover max-md:min-h-11";

/** 1 opens the first of what waits, 2 the second, and so on. */
function useNumberKeys(rows: readonly Row<ApprovalPage>[]): void {
  const router = useRouter();
  const ids = rows.map(row => row.id).join(" ");
  const commands = useMemo<Command[]>(
    () =>
      ids
        .split(" ")
        .filter(Boolean)
        .map((id, position) => ({
          id: `waiting-${position + 1}`,
          label: `Open what waits, number ${position + 1}`,
          group: "Overview",
          keys: String(position + 1),
          isInPalette: false,
          run: () => router.push(`/approvals/${id}`),
        })),
    [ids, router],
  );
  useCommands(commands);
}

function WaitingRow({ approval, keyName }: { approval: Row<ApprovalPage>; keyName: string }) {
  return (
    <li>
      <Link href={`/approvals/${approval.id}`} className={rowLink}>
        <AgentMark domain={approval.domain} className="mt-0.5" />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-x-2 gap-y-1 max-sm:flex-wrap">
            <span className="truncate font-medium max-sm:w-full">{writeHeadline(approval)}</span>
            {approval.mode === "suggestion" ? <Badge tone="outline">You carry it out</Badge> : null}
            {approval.is_untrusted ? (
              <span className="inline-flex shrink-0 items-center gap-1 text-warn text-xs">
                <TriangleAlert aria-hidden className="size-3" />
                Text from outside
              </span>
            ) : null}
            <Countdown
              until={approval.expires_at}
              afterwards="expired"
              className="ml-auto shrink-0 text-faint text-xs max-sm:hidden"
            />
            <Kbd keys={keyName} className="max-md:hidden" />
          </span>
          <span className="flex min-w-0 items-center gap-2 text-muted text-xs">
            <span className="truncate">
              {nameEffect(approval.effect_kind)} to {nameRecipient(approval)}: {approval.why}
            </span>
          </span>
        </span>
      </Link>
    </li>
  );
}

function UnknownRow({ delivery }: { delivery: Row<DeliveryPage> }) {
  return (
    <li>
      <Link href={`/tasks/${delivery.task_id}`} className={rowLink}>
        <StatusBadge kind="delivery" status="unknown" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">Did this reach {delivery.recipient}?</span>
          <span className="block text-muted text-xs">
            <AccountLabel account={delivery.account} /> gave no clear answer, so it is not sent again. Look there, then
            say what happened.
          </span>
        </span>
      </Link>
    </li>
  );
}
