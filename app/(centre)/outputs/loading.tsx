/** The shape of the outputs while they are read. */
import { DetailSkeleton } from "#components/outputs/detail-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Outputs"
        description="What your agents made. What you accept they remember; ask for changes where it falls short."
      />
      <Skeleton className="mb-4 h-8 w-full max-w-2xl" />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
        <div className="rounded-lg border bg-surface">
          <SkeletonRows count={10} label="Loading outputs" />
        </div>
        <div className="hidden lg:block">
          <DetailSkeleton />
        </div>
      </div>
    </>
  );
}
