/** The shape of the analytics while they are read. */
import { AnalyticsSkeleton } from "#components/analytics/analytics-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Analytics" description="What your agents achieved: every number opens the rows it counts." />
      <Skeleton className="mb-4 h-8 w-full max-w-2xl" />
      <Skeleton className="mb-3 h-4 w-72" />
      <AnalyticsSkeleton />
    </>
  );
}
