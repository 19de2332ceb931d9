/** What became of an approved effect, in a word; what the outbox kept is never called delivered. */
import { PackageOpen } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { isOutbox } from "./approval-types.ts";

export function DeliveryBadge({ delivery }: { delivery: Pick<Delivery, "status" | "account"> }) {
  if (delivery.status !== "confirmed" || !isOutbox(delivery.account)) {
    return <StatusBadge kind="delivery" status={delivery.status} />;
  }
  return (
    <Badge tone="warn">
      <PackageOpen aria-hidden />
      Kept in outbox, not sent
    </Badge>
  );
}
