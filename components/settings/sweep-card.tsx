"use client";
/** The daily sweep: whether it runs by itself, when, and when next. */
import { type FormEvent, useState } from "react";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { WorkspaceDetail } from "./settings-data.ts";
import { SettingsRow } from "./settings-row.tsx";
import { writeDayAndClock } from "./time-zones.ts";
import { UnsavedBar } from "./unsaved-bar.tsx";
import { useChangeWorkspace } from "./use-change-workspace.ts";
import { placeDraftErrors, useDraft } from "./use-draft.ts";

export function SweepCard({ workspace, isLocked }: { workspace: WorkspaceDetail; isLocked: boolean }) {
  const { change, changeOrSay } = useChangeWorkspace();
  const draft = useDraft(`sweep ${workspace.id}`, { sweep_at: workspace.sweep_at });
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const time = draft.values.sweep_at;
    if (!/^\d\d:\d\d$/.test(time)) return draft.setErrors({ sweep_at: "Give a time of day, such as 05:00." });
    setIsBusy(true);
    try {
      await change({ sweep_at: time }, `The sweep starts at ${time}`);
      draft.discard();
    } catch (error) {
      draft.setErrors(placeDraftErrors(error, ["sweep_at"]));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card aria-label="Daily sweep">
      <CardHeader title="Daily sweep" />
      <form onSubmit={submit} noValidate className="divide-y divide-line">
        <SettingsRow
          label="Run it every day"
          hint="All agents do their daily work at once, and you get one summary. “Run sweep” works either way."
          isDisabled={isLocked}
        >
          <Switch
            checked={workspace.sweep_enabled}
            onCheckedChange={isOn =>
              changeOrSay({ sweep_enabled: isOn }, isOn ? "The sweep runs every day" : "The sweep waits for you")
            }
          />
        </SettingsRow>
        <SettingsRow
          label="At"
          hint={<NextSweep workspace={workspace} />}
          error={draft.errors.sweep_at ?? draft.errors.whole}
          isDisabled={isLocked || !workspace.sweep_enabled}
        >
          <Input
            type="time"
            value={draft.values.sweep_at}
            onValueChange={time => draft.set("sweep_at", time)}
            className="w-32!"
          />
        </SettingsRow>
        <UnsavedBar isDirty={draft.isDirty} isBusy={isBusy} onDiscard={draft.discard} saveLabel="Save time" />
      </form>
    </Card>
  );
}

function NextSweep({ workspace }: { workspace: WorkspaceDetail }) {
  const { next_sweep_at: next, time_zone: zone } = workspace;
  if (next === null || next === undefined) return <>It does not run by itself now.</>;
  const inZone = `${writeDayAndClock(next, zone)} in ${zone.replaceAll("_", " ")}`;
  return (
    <span aria-live="polite">
      Next <RelativeTime at={next} />: {inZone}
      {zone === "UTC" ? "" : `, which is ${writeDayAndClock(next, "UTC")} UTC`}.
    </span>
  );
}
