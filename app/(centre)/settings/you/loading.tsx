/** The outline of this section while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader
        title="Your account"
        description="How the product looks and listens to you, and how you sign in."
      />
      <SettingsSkeleton cards={[2, 2, 1]} />
    </>
  );
}
