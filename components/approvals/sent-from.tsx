/** From whom something would leave: a person's own hands, the outbox that sends nothing, or an account. */
import { PackageOpen } from "lucide-react";
import type { ReactNode } from "react";
import { AccountLabel } from "#components/connections/account-label.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Approval, isOutbox } from "./approval-types.ts";

/** What stands behind "From". */
export type SentFrom = ReactNode;

export function writeSender(approval: Pick<Approval, "mode" | "account">, composed: string | null): SentFrom {
  if (approval.mode === "suggestion") return "You, by hand";
  if (isOutbox(approval.account)) {
    return (
      <Badge tone="warn" className="h-auto! whitespace-normal py-0.5">
        <PackageOpen aria-hidden />
        Outbox – nothing is sent
      </Badge>
    );
  }
  // Where no connection composes, only the account itself is known.
  return composed !== null && composed !== approval.account ? composed : <AccountLabel account={approval.account} />;
}
