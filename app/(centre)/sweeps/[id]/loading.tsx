/** The shape of a sweep while it is read. */
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-7 w-56" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <SkeletonRows count={6} label="Loading the summary" />
        <SkeletonRows count={9} label="Loading the agents" />
      </div>
    </div>
  );
}
