"use client";
/** A tick box with a half state for "some of these"; label it with a Field in the row layout or aria-label. */
import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export type CheckboxProps = Omit<ComponentProps<typeof BaseCheckbox.Root>, "className"> & { className?: string };

export function Checkbox({ className, indeterminate, ...rest }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      {...rest}
      indeterminate={indeterminate}
      className={joinClasses(
        "relative flex size-4 shrink-0 items-center justify-center rounded-xs border border-faint bg-surface text-on-accent transition-colors after:absolute after:-inset-3.5 hover:border-muted data-checked:border-accent data-indeterminate:border-accent data-checked:bg-accent data-indeterminate:bg-accent data-disabled:opacity-50",
        className,
      )}
    >
      <BaseCheckbox.Indicator className="flex data-unchecked:hidden">
        {indeterminate ? (
          <Minus aria-hidden className="size-3" strokeWidth={3} />
        ) : (
          <Check aria-hidden className="size-3" strokeWidth={3} />
        )}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
}
