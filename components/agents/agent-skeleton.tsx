/** One agent before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export function AgentSkeleton() {
  return (
    <div role="status" aria-label="Loading the agent">
      <div className="mb-5 flex flex-col gap-2">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-6 w-40" />
        <Skeleton className="w-full max-w-xl" />
      </div>
      <div className="mb-4 h-[5.375rem] rounded-lg border bg-surface" />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex flex-col gap-4">
          <CardSkeleton lines={5} />
          <Card>
            <SkeletonRows count={4} label="Loading tasks" />
          </Card>
        </div>
        <div className="flex flex-col gap-4">
          <CardSkeleton lines={2} />
          <CardSkeleton lines={4} />
        </div>
      </div>
    </div>
  );
}

/** One card with a heading and as many lines as what comes. */
export function CardSkeleton({ lines }: { lines: number }) {
  return (
    <Card className="flex flex-col gap-4 p-4">
      <Skeleton className="w-28" />
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder lines have no identity
        <Skeleton key={line} className={line % 2 === 0 ? "h-6 w-full" : "h-6 w-3/5"} />
      ))}
    </Card>
  );
}
