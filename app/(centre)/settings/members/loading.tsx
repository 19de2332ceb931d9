/** The outline of the members while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader title="Members" description="Who belongs here, and what each may do." />
      <Card>
        <SkeletonRows count={5} label="Loading members" />
      </Card>
    </>
  );
}
