"use client";
/** The workspace itself: its name, its day, how long decisions wait, and the ways out. */
import { useQuery } from "@tanstack/react-query";
import { DecisionsCard } from "#components/settings/decisions-card.tsx";
import { LeavingCard } from "#components/settings/leaving-card.tsx";
import { NameCard } from "#components/settings/name-card.tsx";
import { ReadOnlyNote } from "#components/settings/read-only-note.tsx";
import { workspaceQuery } from "#components/settings/settings-data.ts";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";
import { SweepCard } from "#components/settings/sweep-card.tsx";
import { useRole } from "#components/settings/use-role.ts";
import { Failure } from "#components/tasks/failure.tsx";

export function WorkspaceView() {
  const { data, error, refetch, isFetching } = useQuery(workspaceQuery);
  const { isAdmin, whyNot } = useRole();
  return (
    <>
      <SettingsHeader title="Workspace" description="Its name, its day, and how long a decision waits." />
      {!data && error ? (
        <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <SettingsSkeleton cards={[2, 2, 2, 2]} />
      ) : (
        <>
          <ReadOnlyNote why={whyNot} />
          <div className="flex flex-col gap-5">
            <NameCard workspace={data} isLocked={!isAdmin} />
            <SweepCard workspace={data} isLocked={!isAdmin} />
            <DecisionsCard workspace={data} isLocked={!isAdmin} />
            <LeavingCard workspace={data} />
          </div>
        </>
      )}
    </>
  );
}
