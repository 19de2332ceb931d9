/** The outline of this section while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader title="Model" description="Which language model writes for the agents of this workspace." />
      <SettingsSkeleton cards={[2, 2]} />
    </>
  );
}
