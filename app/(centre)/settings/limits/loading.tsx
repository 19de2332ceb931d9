/** The outline of this section while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader
        title="Limits"
        description="What agents may do without asking, how often and when. These hold for all of them together."
      />
      <SettingsSkeleton cards={[3, 4, 3]} />
    </>
  );
}
