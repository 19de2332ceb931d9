/** The outline of this section while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader title="Workspace" description="Its name, its day, and how long a decision waits." />
      <SettingsSkeleton cards={[2, 2, 2, 2]} />
    </>
  );
}
