/** The top of the page of webhooks: what it is for, and its main action. */
import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";

export function WebhooksHeader({ actions }: { actions?: ReactNode }) {
  return (
    <PageHeader
      title="Webhooks"
      description="Addresses through which programs outside tell you what happened, and what it leads to here. What comes in is trusted by nobody."
      actions={actions}
    />
  );
}
