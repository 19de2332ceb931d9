/** The list of connections before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function ConnectionsSkeleton() {
  return (
    <Card>
      <SkeletonRows count={8} label="Loading connections" />
    </Card>
  );
}
