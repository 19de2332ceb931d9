"use client";
/** An amount of dollars a day: the workspace's, which always holds, or an agent's own, which may be empty. */
import { type FormEvent, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { SettingsRow } from "./settings-row.tsx";
import { UnsavedBar } from "./unsaved-bar.tsx";
import { placeDraftErrors, useDraft } from "./use-draft.ts";

const microsPerDollar = 1_000_000;
const highestDollars = 1_000_000;

export type BudgetFormProps = {
  id: string;
  label: string;
  hint: string;
  micros: number | null;
  isLocked: boolean;
  onSave: (micros: number) => Promise<void>;
};

export function BudgetForm({ id, label, hint, micros, isLocked, onSave }: BudgetFormProps) {
  const draft = useDraft(id, { dollars: micros === null ? "" : String(micros / microsPerDollar) });
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const dollars = Number(draft.values.dollars.replace(",", "."));
    if (draft.values.dollars.trim() === "" || !(dollars >= 0 && dollars <= highestDollars)) {
      return draft.setErrors({ dollars: "Give dollars such as 2.50, up to 1,000,000. 0 stops all model calls." });
    }
    setIsBusy(true);
    try {
      await onSave(Math.round(dollars * microsPerDollar));
      draft.discard();
    } catch (error) {
      draft.setErrors({ dollars: placeDraftErrors(error, []).whole });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <SettingsRow label={label} hint={hint} error={draft.errors.dollars} isDisabled={isLocked}>
        <span aria-hidden className="text-muted text-sm">
          $
        </span>
        <Input
          inputMode="decimal"
          value={draft.values.dollars}
          onValueChange={text => draft.set("dollars", text)}
          className="w-28! text-right tabular-nums"
        />
      </SettingsRow>
      <UnsavedBar isDirty={draft.isDirty} isBusy={isBusy} onDiscard={draft.discard} saveLabel="Save budget" />
    </form>
  );
}
