/** The outline of the agents while the server reads. */
import { AgentsSkeleton } from "#components/agents/agents-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Agents"
        description="Each knows one job. Open one to see what it can do, how it did, and how much it may do by itself."
      />
      <AgentsSkeleton />
    </>
  );
}
