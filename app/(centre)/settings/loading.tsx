/** The outline of the settings while the server reads. */
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Settings" description="How this workspace works, who and what may work with it, and you." />
      <SettingsSkeleton cards={[4, 1]} />
    </>
  );
}
