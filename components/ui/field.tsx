"use client";
/** A labelled place for one control, its hint and its error, wired together for assistive technology. */
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId, useMemo } from "react";
import { FieldContext } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";

export type FieldProps = {
  label: ReactNode;
  children: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  name?: string;
  isRequired?: boolean;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
  /** "row" puts the control before its label, as a checkbox or a switch wants it. */
  layout?: "column" | "row";
  className?: string;
};

export function Field({ layout = "column", ...props }: FieldProps) {
  const { label, children, hint, error, name, isRequired, isLabelHidden, isDisabled = false, className } = props;
  const id = useId();
  const hasHint = Boolean(hint);
  const isInvalid = Boolean(error);
  const wiring = useMemo(() => {
    const messages = [hasHint ? `${id}-hint` : "", isInvalid ? `${id}-error` : ""].filter(Boolean);
    return { id, name, describedBy: messages.join(" ") || undefined, isInvalid, isDisabled };
  }, [id, name, hasHint, isInvalid, isDisabled]);
  const labelElement = (
    <label
      htmlFor={id}
      className={joinClasses(
        "font-medium text-sm text-text",
        layout === "row" && "flex min-h-5 items-center max-md:min-h-11",
        isLabelHidden && "sr-only",
      )}
    >
      {label}
      {isRequired ? <span className="ml-1 font-normal text-faint text-xs">required</span> : null}
    </label>
  );
  return (
    <FieldContext value={wiring}>
      <div className={joinClasses("flex min-w-0 flex-col gap-1.5", className)}>
        {layout === "row" ? (
          <div className="flex items-center gap-2">
            {children}
            {labelElement}
          </div>
        ) : (
          <>
            {labelElement}
            {children}
          </>
        )}
        {hint ? (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        ) : null}
        {error ? (
          <div id={`${id}-error`} className="flex items-start gap-1.5 text-danger text-xs">
            <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
            <span>{error}</span>
          </div>
        ) : null}
      </div>
    </FieldContext>
  );
}
