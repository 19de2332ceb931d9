/** The overview before its numbers are here, in the same shape. */
import { Card, CardBody } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export function OverviewSkeleton() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line lg:col-span-2 lg:grid-cols-4">
        {["decisions", "tasks", "deliveries", "cost"].map(key => (
          <div key={key} className="flex h-[5.25rem] flex-col justify-between bg-surface px-4 py-3">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="h-5 w-12" />
          </div>
        ))}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Card>
          <div className="flex h-13 items-center border-b px-4">
            <Skeleton className="w-40" />
          </div>
          <SkeletonRows count={5} label="Loading what waits for you" />
        </Card>
        <Card>
          <div className="flex h-11 items-center border-b px-4">
            <Skeleton className="w-24" />
          </div>
          <SkeletonRows count={10} label="Loading the agents" />
        </Card>
      </div>
      <div className="flex flex-col gap-4 max-lg:hidden">
        <Card>
          <CardBody className="flex flex-col gap-3">
            <Skeleton className="w-24" />
            <Skeleton className="h-2 w-full" />
            <Skeleton className="w-40" />
          </CardBody>
        </Card>
        <Card>
          <SkeletonRows count={5} label="Loading the last day" />
        </Card>
      </div>
    </div>
  );
}
