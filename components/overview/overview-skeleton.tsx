/** The overview before its numbers are here, in the same shape. */
import { Card, CardBody } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export function OverviewSkeleton() {
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Card>
          <div className="border-b px-4 py-3.5">
            <Skeleton className="w-40" />
          </div>
          <SkeletonRows count={4} label="Loading what waits for you" />
        </Card>
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {["a", "b", "c"].map(key => (
            <Card key={key} className="flex h-36 flex-col gap-3 p-4">
              <Skeleton className="w-24" />
              <Skeleton className="w-full" />
              <Skeleton className="w-2/3" />
            </Card>
          ))}
        </div>
      </div>
      <div className="flex flex-col gap-5">
        <Card>
          <CardBody className="flex flex-col gap-3">
            <Skeleton className="w-24" />
            <Skeleton className="h-2 w-full" />
          </CardBody>
        </Card>
        <Card>
          <SkeletonRows count={5} label="Loading the last day" />
        </Card>
      </div>
    </div>
  );
}
