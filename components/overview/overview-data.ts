/** What the overview reads, under which keys, and from where. */
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { analyticsGet } from "#lib/operations/analytics.ts";
import type { approvalList } from "#lib/operations/approval-inbox.ts";
import type { connectorList } from "#lib/operations/connector.ts";
import type { contactList } from "#lib/operations/contact.ts";
import type { deliveryList } from "#lib/operations/delivery.ts";
import type { overviewGet } from "#lib/operations/overview.ts";
import type { Sweep } from "#lib/operations/shapes/task.ts";
import type { taskList } from "#lib/operations/task.ts";

export type Overview = z.output<typeof overviewGet.output>;
export type ApprovalPage = z.output<typeof approvalList.output>;
export type DeliveryPage = z.output<typeof deliveryList.output>;
export type ConnectorPage = z.output<typeof connectorList.output>;
export type ContactPage = z.output<typeof contactList.output>;
export type Analytics = z.output<typeof analyticsGet.output>;
export type TaskPage = z.output<typeof taskList.output>;
export type SweepProgress = z.output<typeof Sweep>;

/** The entities whose changes can alter the overview. Constant, because a hook runs over it. */
export const overviewEntities = [
  "task",
  "approval",
  "delivery",
  "agent",
  "sweep",
  "contact",
  "import",
  "member",
] as const;

export const shownApprovals = 5;
export const countedDeliveries = 200;
export const highestLimit = 200;

export const overviewQuery = {
  queryKey: ["overview"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<Overview>("/overview", { signal }),
};

export const waitingQuery = {
  queryKey: ["approval", { status: "pending", limit: shownApprovals }],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<ApprovalPage>("/approvals", { query: { status: "pending", limit: shownApprovals }, signal }),
};

/** The days that the figures' lines show, today included. */
export const shownDays = 14;

export const trendsQuery = {
  queryKey: ["analytics", { days: shownDays }],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<Analytics>("/analytics", { query: { days: shownDays }, signal }),
};

export const unknownQuery = {
  queryKey: ["delivery", { status: "unknown", limit: shownApprovals }],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<DeliveryPage>("/deliveries", { query: { status: "unknown", limit: shownApprovals }, signal }),
};

export const confirmedQuery = {
  queryKey: ["delivery", { status: "confirmed", limit: countedDeliveries }],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<DeliveryPage>("/deliveries", { query: { status: "confirmed", limit: countedDeliveries }, signal }),
};

export const connectorsQuery = {
  queryKey: ["connector"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<ConnectorPage>("/connectors", { signal }),
};

export function readSweepTasksQuery(sweepId: string) {
  return {
    queryKey: ["task", { sweep_id: sweepId }],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<TaskPage>("/tasks", { query: { sweep_id: sweepId, limit: highestLimit }, signal }),
  };
}

export const anyContactQuery = {
  queryKey: ["contact", { limit: 1 }],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<ContactPage>("/contacts", { query: { limit: 1 }, signal }),
};
