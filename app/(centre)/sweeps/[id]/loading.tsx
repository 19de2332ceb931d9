/** The shape of a sweep while it is read. */
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        parent={{ href: "/", label: "Overview" }}
        title="Sweep"
        description="Reading how each agent got on…"
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <Card>
          <SkeletonRows count={9} label="Loading the summary" />
        </Card>
        <Card>
          <SkeletonRows count={9} label="Loading the agents" />
        </Card>
      </div>
    </>
  );
}
