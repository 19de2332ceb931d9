/** The outline of the connections while the server reads. */
import { ConnectionsSkeleton } from "#components/connections/connections-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Connections"
        description="The accounts through which your agents act and read. None is needed to work here."
      />
      <ConnectionsSkeleton />
    </>
  );
}
