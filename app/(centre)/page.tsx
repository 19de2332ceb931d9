/** The overview, read on the server so that its numbers are in the first paint. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { readCurrentWorkspace } from "#app/session/read-workspaces.ts";
import {
  anyContactQuery,
  confirmedQuery,
  connectorsQuery,
  countedDeliveries,
  overviewQuery,
  shownApprovals,
  shownDays,
  trendsQuery,
  unknownQuery,
  waitingQuery,
} from "#components/overview/overview-data.ts";
import { analyticsGet } from "#lib/operations/analytics.ts";
import { approvalList } from "#lib/operations/approval-inbox.ts";
import { connectorList } from "#lib/operations/connector.ts";
import { contactList } from "#lib/operations/contact.ts";
import { deliveryList } from "#lib/operations/delivery.ts";
import { memberList } from "#lib/operations/member.ts";
import { overviewGet } from "#lib/operations/overview.ts";
import { OverviewView } from "./overview-view.tsx";
import { Prefetched } from "./prefetched.tsx";

/** The key under which usePeople keeps the members. */
const peopleKey = ["member", { list: "names" }];

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const workspace = await readCurrentWorkspace();
  if (workspace === null) return null;
  const reads = [
    { key: overviewQuery.queryKey, read: () => perform(overviewGet, {}) },
    { key: waitingQuery.queryKey, read: () => perform(approvalList, { status: "pending", limit: shownApprovals }) },
    { key: trendsQuery.queryKey, read: () => perform(analyticsGet, { days: shownDays }) },
    { key: unknownQuery.queryKey, read: () => perform(deliveryList, { status: "unknown", limit: shownApprovals }) },
    {
      key: confirmedQuery.queryKey,
      read: () => perform(deliveryList, { status: "confirmed", limit: countedDeliveries }),
    },
    { key: connectorsQuery.queryKey, read: () => perform(connectorList, {}) },
    { key: peopleKey, read: () => perform(memberList, {}) },
    { key: anyContactQuery.queryKey, read: () => perform(contactList, { limit: 1 }) },
  ];
  return (
    <Prefetched reads={reads}>
      <OverviewView isSample={workspace.isSample} openedAt={workspace.createdAt} />
    </Prefetched>
  );
}
