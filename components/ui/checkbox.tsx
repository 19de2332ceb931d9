"use client";
/** A tick box with a half state for "some of these"; label it with a Field in the row layout or aria-label. */
import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";
import { useFieldAttributes } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";

export type CheckboxProps = Omit<ComponentProps<"input">, "type" | "onChange"> & {
  indeterminate?: boolean;
  onCheckedChange?: (isChecked: boolean, isShiftHeld: boolean) => void;
};

export function Checkbox({ className, indeterminate = false, onCheckedChange, ...rest }: CheckboxProps) {
  const attributes = useFieldAttributes(rest);
  const Mark = indeterminate ? Minus : Check;
  return (
    <span className={joinClasses("relative flex size-4 shrink-0 items-center justify-center", className)}>
      <input
        {...rest}
        {...attributes}
        type="checkbox"
        ref={box => {
          if (box) box.indeterminate = indeterminate;
        }}
        onChange={({ target, nativeEvent }) =>
          onCheckedChange?.(target.checked, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true)
        }
        className="peer absolute inset-0 appearance-none rounded-xs border border-faint bg-surface transition-colors after:absolute after:-inset-3.5 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent hover:not-checked:not-indeterminate:border-muted disabled:opacity-50"
      />
      <Mark
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none invisible relative size-3 text-on-accent peer-checked:visible peer-indeterminate:visible"
      />
    </span>
  );
}
