"use client";
/** The limits of the whole workspace, and the autonomy of each agent beside them. */
import { useQuery } from "@tanstack/react-query";
import { AutonomyTable } from "#components/settings/autonomy-table.tsx";
import { type IrreversibleEffect, LimitsForm } from "#components/settings/limits-form.tsx";
import { ReadOnlyNote } from "#components/settings/read-only-note.tsx";
import { workspaceQuery } from "#components/settings/settings-data.ts";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";
import { useRole } from "#components/settings/use-role.ts";
import { Failure } from "#components/tasks/failure.tsx";

export function LimitsView({ irreversible }: { irreversible: readonly IrreversibleEffect[] }) {
  const { data, error, refetch, isFetching } = useQuery(workspaceQuery);
  const { isAdmin, whyNot } = useRole();
  return (
    <>
      <SettingsHeader
        title="Limits"
        description="What agents may do without asking, how often and when. These hold for all of them together."
      />
      {!data && error ? (
        <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <SettingsSkeleton cards={[3, 4]} />
      ) : (
        <>
          <ReadOnlyNote why={whyNot} />
          <div className="flex flex-col gap-5">
            <LimitsForm workspace={data} irreversible={irreversible} isLocked={!isAdmin} />
            <AutonomyTable />
          </div>
        </>
      )}
    </>
  );
}
