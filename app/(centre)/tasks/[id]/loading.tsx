/** The shape of a task while it is read. */
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-7 w-72" />
      </div>
      <Skeleton className="h-16 w-full rounded-lg max-sm:h-40" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
        <SkeletonRows count={6} label="Loading the task" />
        <SkeletonRows count={4} label="Loading its reasoning" />
      </div>
      <Skeleton className="h-64 w-full rounded-lg" />
    </div>
  );
}
