"use client";
/** What agents may do without a person: by name, how many a day, how often to one person, and when. Says first what a change re-opens. */
import { type FormEvent, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { request } from "#components/shared/request.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { WorkspaceChange, WorkspaceDetail } from "./settings-data.ts";
import { SettingsRow } from "./settings-row.tsx";
import { UnsavedBar } from "./unsaved-bar.tsx";
import { useChangeWorkspace } from "./use-change-workspace.ts";
import { placeDraftErrors, useDraft } from "./use-draft.ts";

export type IrreversibleEffect = { kind: string; title: string };
export type LimitsFormProps = {
  workspace: WorkspaceDetail;
  irreversible: readonly IrreversibleEffect[];
  isLocked: boolean;
};

/** What a change of these limits touches: proposals are bound to them, and so is what was approved and has not left. */
type Touched = { waiting: number; leaving: number; isMore: boolean };

const deliveriesAsked = 100;
const usualQuiet = { from: "20:00", until: "08:00" };

export function LimitsForm({ workspace, irreversible, isLocked }: LimitsFormProps) {
  const { change } = useChangeWorkspace();
  const draft = useDraft(`limits ${workspace.id}`, {
    autopilot_effects: [...workspace.autopilot_effects].sort().join(","),
    daily_effect_cap: String(workspace.daily_effect_cap),
    touches_per_week: String(workspace.touches_per_week),
    quiet_from: workspace.quiet_from ?? "",
    quiet_until: workspace.quiet_until ?? "",
  });
  const [isBusy, setIsBusy] = useState(false);
  const [touched, setTouched] = useState<Touched | null>(null);
  const { values, errors } = draft;
  const allowed = values.autopilot_effects.split(",").filter(Boolean);
  const isQuiet = values.quiet_from !== "" || values.quiet_until !== "";

  async function save() {
    const body: WorkspaceChange = {
      autopilot_effects: allowed as WorkspaceChange["autopilot_effects"],
      daily_effect_cap: Number(values.daily_effect_cap),
      touches_per_week: Number(values.touches_per_week),
      quiet_from: values.quiet_from || null,
      quiet_until: values.quiet_until || null,
    };
    const names = draft.changed.some(name => name.startsWith("quiet"))
      ? [...draft.changed.filter(name => !name.startsWith("quiet")), "quiet_from", "quiet_until"]
      : draft.changed;
    await change(
      Object.fromEntries(names.map(name => [name, body[name as keyof WorkspaceChange]])),
      "The limits are saved",
    );
    draft.discard();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = checkLimits(values);
    draft.setErrors(found);
    if (Object.keys(found).length > 0) return;
    setIsBusy(true);
    try {
      const counted = await countTouched();
      if (counted.waiting + counted.leaving > 0) setTouched(counted);
      else await save();
    } catch (error) {
      draft.setErrors(placeDraftErrors(error, draft.changed));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <Card aria-label="Without asking">
        <CardHeader title="Without asking" />
        <div className="divide-y divide-line">
          {errors.whole ? (
            <div className="px-4 py-3">
              <Refusal>{errors.whole}</Refusal>
            </div>
          ) : null}
          {irreversible.map(effect => (
            <SettingsRow
              key={effect.kind}
              label={effect.title}
              hint="It cannot be undone. While this is off, even an agent on autopilot asks each time."
              isDisabled={isLocked}
            >
              <Switch
                checked={allowed.includes(effect.kind)}
                onCheckedChange={isOn => {
                  const next = isOn ? [...allowed, effect.kind] : allowed.filter(kind => kind !== effect.kind);
                  draft.set("autopilot_effects", next.sort().join(","));
                }}
              />
            </SettingsRow>
          ))}
          <SettingsRow
            label="Effects a day"
            hint="The most that may leave on one day without a person approving each. Beyond it, everything is asked."
            error={errors.daily_effect_cap}
            isDisabled={isLocked}
          >
            <Input
              inputMode="numeric"
              value={values.daily_effect_cap}
              onValueChange={text => draft.set("daily_effect_cap", text)}
              className="w-28! text-right tabular-nums"
            />
          </SettingsRow>
          <SettingsRow
            label="Messages to one person a week"
            hint="All agents together, on every channel. What would be one too many is refused, whoever approves it."
            error={errors.touches_per_week}
            isDisabled={isLocked}
          >
            <Input
              inputMode="numeric"
              value={values.touches_per_week}
              onValueChange={text => draft.set("touches_per_week", text)}
              className="w-28! text-right tabular-nums"
            />
          </SettingsRow>
          <SettingsRow
            label="Quiet hours"
            hint="In these hours of each person's own day nobody is written to: it leaves right after them."
            isDisabled={isLocked}
          >
            <Switch
              checked={isQuiet}
              onCheckedChange={isOn => {
                draft.set("quiet_from", isOn ? usualQuiet.from : "");
                draft.set("quiet_until", isOn ? usualQuiet.until : "");
              }}
            />
          </SettingsRow>
          {isQuiet ? (
            <SettingsRow label="From" error={errors.quiet_from ?? errors.quiet_until} isDisabled={isLocked}>
              <Input
                type="time"
                value={values.quiet_from}
                onValueChange={time => draft.set("quiet_from", time)}
                className="w-30!"
              />
              <span className="text-muted text-sm">until</span>
              <Input
                id="quiet-until"
                type="time"
                aria-label="Until"
                value={values.quiet_until}
                onValueChange={time => draft.set("quiet_until", time)}
                className="w-30!"
              />
            </SettingsRow>
          ) : null}
          <UnsavedBar isDirty={draft.isDirty} isBusy={isBusy} onDiscard={draft.discard} saveLabel="Save limits" />
        </div>
      </Card>
      {touched === null ? null : (
        <AlertDialog
          title={touched.leaving > 0 ? "This re-opens decisions" : "This touches what waits for a decision"}
          description={describeTouched(touched)}
          actionLabel="Save the limits"
          tone="primary"
          open
          onOpenChange={isOpen => {
            if (!isOpen) setTouched(null);
          }}
          onAction={save}
        />
      )}
    </form>
  );
}

async function countTouched(): Promise<Touched> {
  const [overview, leaving] = await Promise.all([
    request<{ waiting_approvals: number }>("/overview"),
    request<{ data: unknown[]; next_cursor: string | null }>("/deliveries", {
      query: { status: "intended", limit: deliveriesAsked },
    }),
  ]);
  return {
    waiting: overview.waiting_approvals,
    leaving: leaving.data.length,
    isMore: leaving.next_cursor !== null,
  };
}

function describeTouched({ waiting, leaving, isMore }: Touched): string {
  const count = (many: number, noun: string) => `${many.toLocaleString("en")} ${noun}${many === 1 ? "" : "s"}`;
  const parts = [
    leaving === 0
      ? ""
      : `${isMore ? "More than " : ""}${count(leaving, "approved effect")} that ${leaving === 1 ? "has" : "have"} not left yet will be asked about again.`,
    waiting === 0
      ? ""
      : `${count(waiting, "proposal")} that ${waiting === 1 ? "waits" : "wait"} for a decision ${waiting === 1 ? "stays" : "stay"}, bound to the new limits: whoever has one open is asked to read it once more.`,
  ];
  return parts.filter(Boolean).join(" ");
}

type Values = Record<"daily_effect_cap" | "touches_per_week" | "quiet_from" | "quiet_until", string>;

function checkLimits(values: Values): Partial<Values> {
  const found: Partial<Values> = {};
  const isCount = (text: string, most: number) => /^\d+$/.test(text.trim()) && Number(text) <= most;
  if (!isCount(values.daily_effect_cap, 100_000)) found.daily_effect_cap = "Give a whole number, 0 to 100,000.";
  if (!isCount(values.touches_per_week, 1000)) found.touches_per_week = "Give a whole number, 0 to 1,000.";
  if ((values.quiet_from === "") !== (values.quiet_until === "")) {
    found.quiet_until = "Give both ends of the quiet hours, or switch them off.";
  } else if (values.quiet_from !== "" && values.quiet_from === values.quiet_until) {
    found.quiet_until = "Give two different times, or switch quiet hours off.";
  }
  return found;
}
