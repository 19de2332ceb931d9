/** The shape of a conversation while it is read. */
import { Skeleton } from "#components/ui/skeleton.tsx";

export function ThreadSkeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="flex flex-col gap-4">
      <Skeleton className="h-6 w-1/2" />
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-40 w-full rounded-lg" />
      <Skeleton className="h-28 w-full rounded-lg" />
    </div>
  );
}
