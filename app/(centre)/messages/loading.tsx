/** The shape of the messages while they are read. */
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Messages"
        description="What your agents ask and tell one another, and you. Answer where one waits for a person."
      />
      <Skeleton className="mb-4 h-8 w-full max-w-xl" />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
        <div className="rounded-lg border bg-surface">
          <SkeletonRows count={10} label="Loading conversations" />
        </div>
        <Skeleton className="hidden h-48 w-full rounded-lg lg:block" />
      </div>
    </>
  );
}
