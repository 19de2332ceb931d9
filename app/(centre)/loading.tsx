/** The overview's outline while the server reads. */
import { OverviewSkeleton } from "#components/overview/overview-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Overview" description="What needs you, what the agents are doing, and what happened." />
      <OverviewSkeleton />
    </>
  );
}
