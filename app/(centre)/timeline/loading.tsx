/** The shape of the timeline while it is read. */
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Timeline" description="Every task and everything that happened, newest first." />
      <div className="mb-4 flex flex-col gap-2">
        <Skeleton className="h-8 w-full max-w-4xl max-sm:h-56" />
        <Skeleton className="h-7 w-full max-w-md max-md:h-11" />
      </div>
      <div className="rounded-lg border bg-surface">
        <SkeletonRows count={14} label="Loading the timeline" />
      </div>
    </>
  );
}
