/** The shape of a list of the library while it is read. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-8 w-full max-w-xl" />
      <Card>
        <SkeletonRows count={14} label="Loading the library" />
      </Card>
    </>
  );
}
