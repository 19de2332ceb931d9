"use client";
/** The workspace's name and its time zone. */
import { type FormEvent, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import type { WorkspaceDetail } from "./settings-data.ts";
import { SettingsRow } from "./settings-row.tsx";
import { TimeZoneField } from "./time-zone-field.tsx";
import { UnsavedBar } from "./unsaved-bar.tsx";
import { useChangeWorkspace } from "./use-change-workspace.ts";
import { placeDraftErrors, useDraft } from "./use-draft.ts";

export function NameCard({ workspace, isLocked }: { workspace: WorkspaceDetail; isLocked: boolean }) {
  const { change, changeOrSay } = useChangeWorkspace();
  const draft = useDraft(`name ${workspace.id}`, { name: workspace.name });
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const name = draft.values.name.trim();
    if (name === "") return draft.setErrors({ name: "Give the workspace a name." });
    setIsBusy(true);
    try {
      await change({ name }, `The workspace is called ${name}`);
      draft.discard();
    } catch (error) {
      draft.setErrors(placeDraftErrors(error, ["name"]));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card aria-label="General">
      <CardHeader title="General" actions={workspace.is_sample ? <Badge tone="info">Sample data</Badge> : undefined} />
      <form onSubmit={submit} noValidate className="divide-y divide-line">
        {draft.errors.whole ? (
          <div className="px-4 py-3">
            <Refusal>{draft.errors.whole}</Refusal>
          </div>
        ) : null}
        <SettingsRow
          label="Name"
          hint={
            workspace.is_sample
              ? "Its people and posts are made up by the product, and cannot be reached. Delete it below when you are done trying."
              : "What people call it: the company's or the team's name."
          }
          error={draft.errors.name}
          isDisabled={isLocked}
        >
          <Input
            value={draft.values.name}
            onValueChange={name => draft.set("name", name)}
            maxLength={120}
            autoComplete="off"
            className="w-64! max-md:w-full!"
          />
        </SettingsRow>
        <SettingsRow
          label="Time zone"
          hint="Where its day begins and ends. The sweep and all times of day here follow it."
          isDisabled={isLocked}
        >
          <TimeZoneField
            value={workspace.time_zone}
            onChoose={zone => changeOrSay({ time_zone: zone }, `Its day is that of ${zone.replaceAll("_", " ")}`)}
          />
        </SettingsRow>
        <UnsavedBar isDirty={draft.isDirty} isBusy={isBusy} onDiscard={draft.discard} />
      </form>
    </Card>
  );
}
