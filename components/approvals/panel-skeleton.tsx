/** The shape of a proposal while it is read. */
import { Skeleton } from "#components/ui/skeleton.tsx";

export function PanelSkeleton() {
  return (
    <div role="status" aria-label="Loading the proposal" className="flex flex-col gap-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-72 rounded-lg" />
      <Skeleton className="h-8 w-72" />
      <Skeleton className="h-24" />
    </div>
  );
}
