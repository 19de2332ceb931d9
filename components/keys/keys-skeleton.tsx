/** The list of keys before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function KeysSkeleton() {
  return (
    <Card>
      <SkeletonRows count={4} label="Loading keys" />
    </Card>
  );
}
