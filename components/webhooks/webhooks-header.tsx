/** The top of the page of webhooks: what it is for, and its main action. */
import type { ReactNode } from "react";
import { SettingsHeader } from "#components/settings/settings-header.tsx";

export function WebhooksHeader({ actions }: { actions?: ReactNode }) {
  return (
    <SettingsHeader
      title="Webhooks"
      description="Addresses through which programs outside tell you what happened, and what it leads to here. What comes in is trusted by nobody."
      actions={actions}
    />
  );
}
