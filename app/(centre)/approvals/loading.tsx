/** The shape of the inbox while it is read: the list, and beside it what would leave. */
import { PanelSkeleton } from "#components/approvals/panel-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Approvals" description="Nothing leaves the house before you have read it." />
      <Skeleton className="mb-4 h-9 w-72" />
      <div className="grid gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <SkeletonRows count={10} label="Loading what waits" />
        <div className="hidden lg:block">
          <PanelSkeleton />
        </div>
      </div>
    </>
  );
}
