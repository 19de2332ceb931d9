/** The outline of the keys while the server reads. */
import { KeysSkeleton } from "#components/keys/keys-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="API keys"
        description="For the command line, the API and MCP clients. A key acts as you, in this workspace, within its scopes."
      />
      <KeysSkeleton />
    </>
  );
}
