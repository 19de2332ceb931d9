/** The shape of a contact while it is read. */
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-7 w-56" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
        <SkeletonRows count={6} label="Loading the touches" />
        <SkeletonRows count={6} label="Loading what is known" />
      </div>
    </div>
  );
}
