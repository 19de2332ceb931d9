"use client";
/** One setting as a row: its name and what it means on the left, its control on the right; below one another on a phone. */
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId, useMemo } from "react";
import { FieldContext } from "#components/ui/field-context.ts";
import { joinClasses } from "#components/ui/join-classes.ts";

export type SettingsRowProps = {
  label: string;
  hint?: ReactNode;
  error?: string;
  isDisabled?: boolean;
  /** Controls that are wide stand below their name on every screen. */
  isWide?: boolean;
  children: ReactNode;
};

export function SettingsRow({ label, hint, error, isDisabled = false, isWide = false, children }: SettingsRowProps) {
  const id = useId();
  const hasHint = Boolean(hint);
  const isInvalid = error !== undefined;
  const wiring = useMemo(() => {
    const messages = [hasHint ? `${id}-hint` : "", isInvalid ? `${id}-error` : ""].filter(Boolean);
    return { id, describedBy: messages.join(" ") || undefined, isInvalid, isDisabled };
  }, [id, hasHint, isInvalid, isDisabled]);
  return (
    <FieldContext value={wiring}>
      <div
        className={joinClasses(
          "flex gap-x-8 gap-y-2.5 px-4 py-3.5",
          isWide ? "flex-col" : "items-center justify-between max-md:flex-col max-md:items-stretch",
        )}
      >
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className="font-medium text-sm">
            {label}
          </label>
          {hint ? (
            <div id={`${id}-hint`} className="mt-0.5 max-w-prose text-muted text-xs">
              {hint}
            </div>
          ) : null}
          {error ? (
            <p id={`${id}-error`} role="alert" className="mt-1 flex items-start gap-1.5 text-danger text-xs">
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {error}
            </p>
          ) : null}
        </div>
        <div className={isWide ? "min-w-0" : "flex shrink-0 items-center justify-end gap-2 max-md:justify-start"}>
          {children}
        </div>
      </div>
    </FieldContext>
  );
}
