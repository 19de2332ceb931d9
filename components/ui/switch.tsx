"use client";
/** An on/off control that takes effect at once; label it with a Field in the row layout or aria-label. */
import { Switch as BaseSwitch } from "@base-ui/react/switch";
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export type SwitchProps = Omit<ComponentProps<typeof BaseSwitch.Root>, "className"> & { className?: string };

export function Switch({ className, ...rest }: SwitchProps) {
  return (
    <BaseSwitch.Root
      {...rest}
      className={joinClasses(
        "relative flex h-4.5 w-8 shrink-0 items-center rounded-full bg-faint p-0.5 transition-colors after:absolute after:-inset-3.5 data-checked:bg-accent data-disabled:opacity-50",
        className,
      )}
    >
      <BaseSwitch.Thumb className="size-3.5 rounded-full bg-surface transition-transform data-checked:translate-x-3.5 dark:data-unchecked:bg-canvas" />
    </BaseSwitch.Root>
  );
}
