/** The shape of the timeline while it is read. */
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Timeline" description="Every task and everything that happened, newest first." />
      <Skeleton className="mb-4 h-8 w-full max-w-xl" />
      <div className="rounded-lg border bg-surface">
        <SkeletonRows count={14} label="Loading the timeline" />
      </div>
    </>
  );
}
