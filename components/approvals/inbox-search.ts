/** What the address of the approvals says, and what is asked of the one door for it; shared by the server and the browser. */
import { createLoader, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { ApprovalPage } from "./approval-types.ts";

export const tabs = ["waiting", "decided"] as const;
export const orders = ["attention", "expiry", "value", "newest"] as const;
export const decidedStatuses = ["approved", "rejected", "expired", "done", "superseded"] as const;

export const approvalsSearch = {
  tab: parseAsStringLiteral(tabs).withDefault("waiting"),
  order: parseAsStringLiteral(orders).withDefault("attention"),
  status: parseAsStringLiteral(decidedStatuses).withDefault("approved"),
  agent: parseAsString,
  snoozed: parseAsBoolean.withDefault(false),
  open: parseAsString,
};
export type ApprovalsSearch = inferParserType<typeof approvalsSearch>;
export const loadApprovalsSearch = createLoader(approvalsSearch);

const pageSize = 50;

/** The input of approval.list for this address, without its cursor. */
export function listInput({ tab, order, status, agent, snoozed }: ApprovalsSearch) {
  return tab === "waiting"
    ? { status: "pending" as const, order, domain: agent ?? undefined, include_snoozed: snoozed, limit: pageSize }
    : { status, domain: agent ?? undefined, limit: pageSize };
}

/** What narrows the list, for counting and for deciding about all that match. */
export function matchInput({ agent, snoozed }: Pick<ApprovalsSearch, "agent" | "snoozed">) {
  return { domain: agent ?? undefined, include_snoozed: snoozed };
}

/** The key of the list; the open panel is no part of it. */
export function listKey(search: ApprovalsSearch) {
  return ["approval", { tab: search.tab, ...listInput(search) }] as const;
}

export function nextCursor(page: ApprovalPage): string | null {
  return page.next_cursor;
}
