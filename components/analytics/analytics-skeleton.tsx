/** The analytics before their figures are here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export function AnalyticsSkeleton() {
  return (
    <div role="status" aria-label="Loading the analytics">
      <div className="mb-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-6">
        {["a", "b", "c", "d", "e", "f"].map(key => (
          <Card key={key} className="flex h-36 flex-col gap-3 p-4">
            <Skeleton className="w-24" />
            <Skeleton className="h-7 w-20" />
            <Skeleton className="w-full" />
            <Skeleton className="w-2/3" />
          </Card>
        ))}
      </div>
      <div className="mb-5 grid gap-4 lg:grid-cols-2">
        {["a", "b", "c", "d", "e", "f"].map(key => (
          <Card key={key} className="flex h-84 flex-col gap-4 p-4">
            <Skeleton className="w-32" />
            <Skeleton className="h-56 w-full" />
          </Card>
        ))}
      </div>
      <Card>
        <SkeletonRows count={6} label="Loading the agents" />
      </Card>
    </div>
  );
}
