"use client";
/** An on/off control that takes effect at once; label it with a Field in the row layout or aria-label. */
import type { ComponentProps } from "react";
import { useFieldAttributes } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";

export type SwitchProps = Omit<ComponentProps<"input">, "type" | "role" | "onChange"> & {
  onCheckedChange?: (isOn: boolean) => void;
};

export function Switch({ className, onCheckedChange, ...rest }: SwitchProps) {
  const attributes = useFieldAttributes(rest);
  return (
    <input
      {...rest}
      {...attributes}
      type="checkbox"
      role="switch"
      aria-checked={rest.checked}
      onChange={event => onCheckedChange?.(event.target.checked)}
      className={joinClasses(
        "relative flex h-4.5 w-8 shrink-0 appearance-none items-center rounded-full bg-faint p-0.5 transition-colors before:size-3.5 before:rounded-full before:bg-surface before:transition-transform after:absolute after:-inset-3.5 checked:bg-accent checked:before:translate-x-3.5 disabled:opacity-50 dark:not-checked:before:bg-canvas",
        className,
      )}
    />
  );
}
