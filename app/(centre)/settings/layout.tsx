/** The settings: their sections beside each of them. */
import type { ReactNode } from "react";
import { SettingsNav } from "#components/settings/settings-nav.tsx";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex gap-10">
      <SettingsNav />
      <div className="min-w-0 max-w-3xl flex-1">{children}</div>
    </div>
  );
}
