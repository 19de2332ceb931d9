/** One agent before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export function AgentSkeleton() {
  return (
    <div role="status" aria-label="Loading the agent">
      <div className="mb-7 flex flex-col gap-2">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-6 w-40" />
        <Skeleton className="w-full max-w-xl" />
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex flex-col gap-5">
          <Card className="flex flex-col gap-4 p-4">
            <Skeleton className="w-28" />
            <Skeleton className="h-8 w-full" />
            <Skeleton className="h-8 w-64" />
            <Skeleton className="h-8 w-full" />
            <Skeleton className="h-8 w-24" />
          </Card>
          <Card>
            <SkeletonRows count={4} label="Loading tasks" />
          </Card>
        </div>
        <div className="flex flex-col gap-5">
          <Card className="flex flex-col gap-3 p-4">
            <Skeleton className="w-24" />
            <Skeleton className="h-8 w-56" />
          </Card>
          <Card className="flex flex-col gap-3 p-4">
            <Skeleton className="w-36" />
            <Skeleton className="h-2 w-full" />
            <Skeleton className="w-full" />
            <Skeleton className="w-full" />
          </Card>
        </div>
      </div>
    </div>
  );
}
