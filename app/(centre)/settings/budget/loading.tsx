/** The outline of this section while the server reads. */
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";

export default function Loading() {
  return (
    <>
      <SettingsHeader title="Budget" description="What language models may cost on one day, and what they did cost." />
      <SettingsSkeleton cards={[2, 3]} />
    </>
  );
}
