/** The list of agents before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const rows = ["first", "second", "third"];

export function AgentsSkeleton() {
  return (
    <div role="status" aria-label="Loading agents">
      <div className="mb-2">
        <Skeleton className="w-24" />
      </div>
      <Card>
        <div className="divide-y divide-line">
          {rows.map(row => (
            <div key={row} className="flex items-center gap-4 px-4 py-3">
              <Skeleton className="size-9" />
              <div className="flex flex-1 flex-col gap-2">
                <Skeleton className="w-32" />
                <Skeleton className="w-3/5" />
              </div>
              <div className="flex gap-5 max-md:hidden">
                <Skeleton className="h-8 w-20" />
                <Skeleton className="h-8 w-12" />
                <Skeleton className="h-8 w-12" />
                <Skeleton className="h-8 w-20" />
              </div>
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}
