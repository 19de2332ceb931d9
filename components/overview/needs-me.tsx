"use client";
/** What waits for a person: the proposals that expire first, and sends whose outcome nobody knows. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import Link from "next/link";
import { nameEffect, nameRecipient, writeHeadline } from "#components/approvals/effect-words.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
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
        {rows.map(approval => (
          <WaitingRow key={approval.id} approval={approval} />
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

function WaitingRow({ approval }: { approval: Row<ApprovalPage> }) {
  return (
    <li>
      <Link href={`/approvals/${approval.id}`} className={rowLink}>
        <Avatar name={approval.domain} shape="square" className="mt-0.5" />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-x-2 gap-y-1 max-sm:flex-wrap">
            <span className="truncate font-medium max-sm:w-full">{writeHeadline(approval)}</span>
            {approval.mode === "suggestion" ? <Badge tone="outline">You carry it out</Badge> : null}
            {approval.is_untrusted ? <Badge tone="warn">Text from outside</Badge> : null}
            <Countdown
              until={approval.expires_at}
              afterwards="expired"
              className="ml-auto shrink-0 text-faint text-xs max-sm:hidden"
            />
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
            {delivery.connector ?? delivery.account} gave no clear answer, so it is not sent again. Look there, then say
            what happened.
          </span>
        </span>
      </Link>
    </li>
  );
}
