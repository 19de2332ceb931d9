/** The shape of the contacts while they are read. */
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Contacts"
        description="The people your agents know, with every touch. A score says how worthwhile it is to write to someone."
      />
      <Skeleton className="mb-4 h-8 w-full max-w-xl" />
      <div className="rounded-lg border bg-surface">
        <SkeletonRows count={14} label="Loading contacts" />
      </div>
    </>
  );
}
