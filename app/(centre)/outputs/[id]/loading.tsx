/** The shape of one output while it is read. */
import { DetailSkeleton } from "#components/outputs/detail-skeleton.tsx";

export default function Loading() {
  return (
    <div className="max-w-4xl">
      <DetailSkeleton />
    </div>
  );
}
