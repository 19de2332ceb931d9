/** The shape of an output while it is read. */
import { Skeleton } from "#components/ui/skeleton.tsx";

export function DetailSkeleton() {
  return (
    <div role="status" aria-label="Loading the output" className="flex flex-col gap-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-64 w-full rounded-lg" />
    </div>
  );
}
