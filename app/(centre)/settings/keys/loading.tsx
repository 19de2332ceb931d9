/** The outline of the keys while the server reads. */
import { KeysSkeleton } from "#components/keys/keys-skeleton.tsx";
import { SettingsHeader } from "#components/settings/settings-header.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader
        title="API keys"
        description="For the command line, the API and MCP clients. A key acts as you, in this workspace, within its scopes."
      />
      <KeysSkeleton />
    </>
  );
}
